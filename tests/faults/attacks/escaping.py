"""Attacks that leave the sandbox: system calls, sockets, signals, processes that outlive their program."""

from __future__ import annotations

from tests.faults.attacks import harmless

LIBC = "import ctypes, os, signal, socket\nlibc = ctypes.CDLL(None, use_errno=True)\n"
NEIGHBOURS = """
import os
children = [int(pid) for pid in os.listdir('/proc') if pid.isdigit() and int(pid) != os.getpid()]
"""

ATTACKS = [
    harmless(
        "appels-systeme",
        "New namespaces, mounts, another root, keys, BPF, io_uring, modules, a swap of roots.",
        LIBC
        + "for name, arguments in {\n"
        + "    'unshare': (0x10000000,), 'setns': (3, 0), 'chroot': (b'/tmp',), 'mount': (b'none', b'/tmp', b'tmpfs', 0, 0),\n"
        + "    'umount2': (b'/tmp', 2), 'umount': (b'/proc',), 'pivot_root': (b'/tmp', b'/tmp'),\n"
        + "    'ptrace': (16, 1, 0, 0), 'swapon': (b'/tmp/x', 0), 'reboot': (0,), 'sethostname': (b'moi', 3),\n"
        + "    'setuid': (0,), 'setgid': (0,), 'setpgid': (1, 2)}.items():\n"
        + "    function = getattr(libc, name, None)\n"
        + "    if function and function(*arguments) == 0 and name not in ('setgid', 'setuid'): gagne(name)\n"
        + "if os.getuid() == 0 or os.geteuid() == 0: gagne('root')\n"
        + "for number in () if os.uname().machine != 'x86_64' else (248, 249, 250, 298, 304, 310, 311, 321, 323, 425, 428, 430, 435, 438, 175, 246, 313):\n"
        + "    if libc.syscall(number, 0, 0, 0, 0, 0, 0) >= 0: gagne(number)",
    ),
    harmless(
        "programmes-a-privileges",
        "su, mount, pkexec and device files.",
        "import os, subprocess\n"
        "for argv in (['su', '-c', 'id'], ['mount', '-t', 'tmpfs', 'x', '/tmp'], ['pkexec', 'id'], ['unshare', '-r', 'id'],\n"
        "             ['bwrap', '--dev-bind', '/', '/', 'id'], ['newuidmap', '1', '0', '0', '1']):\n"
        "    try: done = subprocess.run(argv, capture_output=True, timeout=3, stdin=subprocess.DEVNULL)\n"
        "    except (OSError, subprocess.SubprocessError): continue\n"
        "    if done.returncode == 0: gagne(argv)\n"
        "for kind in (0o020000, 0o060000):\n    try: os.mknod('appareil', kind | 0o600, os.makedev(1, 1)); gagne('mknod')\n"
        "    except OSError: pass\n"
        "if any(name.startswith(('sd', 'vd', 'nvme', 'mem', 'tty', 'kvm', 'fuse')) and name != 'tty' for name in os.listdir('/dev')):\n"
        "    gagne('dev')",
    ),
    harmless(
        "ecrire-dehors",
        "Writes on every folder it can see, and where the marks are.",
        "import os\nfor folder, folders, _ in os.walk('/'):\n"
        "    if folder.startswith(('/proc', '/tmp')): folders.clear(); continue\n"
        "    if folder.count('/') > 3: folders.clear()\n"
        "    try:\n        with open(os.path.join(folder, 'x'), 'w') as file: file.write('x')\n        gagne(folder)\n"
        "    except OSError: pass\n"
        "for top in ('@notes@', '@remises@', '@solutions@', '@canaries@', '/dev/shm', '/var/tmp', '/run'):\n"
        "    try:\n        os.makedirs(top + '/x'); gagne(top)\n    except OSError: pass",
    ),
    harmless(
        "reseau",
        "Every family of socket, this machine's ports, a name, an address.",
        "import socket\nfor family in range(64):\n    for kind in (1, 2, 3, 5):\n"
        "        try: socket.socket(family, kind).close()\n        except (OSError, OverflowError): continue\n"
        "        if family not in (1, 2, 10) or kind == 3 and family != 1: gagne((family, kind))\n"
        "for port in (22, 80, 631, 5432, 8888):\n"
        "    for host in ('127.0.0.1', '10.0.0.1', '192.0.2.1', '::1'):\n"
        "        try: socket.create_connection((host, port), 0.2); gagne(host)\n        except OSError: pass\n"
        "try: socket.getaddrinfo('example.org', 80); gagne('nom')\nexcept OSError: pass",
    ),
    harmless(
        "signaux",
        "SIGKILL and SIGSTOP to its group, to everybody and to every number.",
        "import os, signal\nfor pid in [0, -1, os.getppid(), *range(2, 400)]:\n"
        "    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):\n"
        "        try: os.kill(pid, number)\n        except OSError: pass\n"
        "for which in (0, 1, 2):\n    try: os.setpriority(which, 0, 19)\n    except OSError: pass",
    ),
    harmless(
        "restes-a",
        "Leaves daemons that listen for the next learner and write everywhere.",
        "import os, socket, subprocess, sys\n"
        "code = '''\nimport os, socket, sys, time\n"
        's = socket.socket(socket.AF_UNIX); s.bind(chr(0) + "atelier-suivant"); s.listen()\n'
        'f = socket.socket(); f.bind(("", 7654)); f.listen()\n'
        'for top in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/"):\n'
        '    try: open(top + "/reste-a", "w").close()\n    except OSError: pass\n'
        "time.sleep(600)\n'''\n"
        "for _ in range(3):\n"
        "    subprocess.Popen([sys.executable, '-S', '-c', code, '@marker@'], start_new_session=True)\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        os.execv(sys.executable, [sys.executable, '-S', '-c', code, '@marker@'])\n    os._exit(0)",
    ),
    harmless(
        "restes-b",
        "Looks for what another learner left: a socket, a port, a file, a process.",
        "import os, socket\n"
        "for address in ('\\0atelier-suivant', '/tmp/socket'):\n"
        "    try: socket.socket(socket.AF_UNIX).connect(address); gagne(address)\n    except OSError: pass\n"
        "try: socket.create_connection(('127.0.0.1', 7654), 0.5); gagne('port')\nexcept OSError: pass\n"
        "for top in ('/tmp', '/var/tmp', '/dev/shm', '/run', '/'):\n"
        "    if os.path.exists(top + '/reste-a'): gagne(top)\n"
        "if [pid for pid in os.listdir('/proc') if pid.isdigit() and pid != str(os.getpid())]: gagne('processus')",
    ),
    harmless(
        "ipc",
        "Shared memory, semaphores and queues of System V and POSIX, left for the next one.",
        LIBC
        + "if libc.shmget(0x41, 4096, 0o1666) >= 0: gagne('shm')\n"
        + "queue = libc.msgget(0x41, 0o1666)\nif libc.memfd_create(b'x', 0) >= 0: gagne('memfd')\n"
        + "try:\n    from multiprocessing import shared_memory\n"
        + "    shared_memory.SharedMemory('reste', create=True, size=1000); gagne('posix')\nexcept OSError: pass",
    ),
    harmless(
        "passage-de-descripteurs",
        "Sends its own files along every line it has: the other side must not keep them.",
        "import os, socket, stat\nopened = [os.open('.', os.O_RDONLY) for _ in range(50)]\n"
        "for name in os.listdir('/proc/self/fd'):\n"
        "    try: line = socket.socket(fileno=os.dup(int(name)))\n    except OSError: continue\n"
        "    for _ in range(20):\n"
        "        try: socket.send_fds(line, [b' '], opened)\n        except OSError: break",
    ),
    harmless(
        "processus-1",
        "Its children stop, end and starve the first process of its world, which waits for ever.",
        "import os, signal, threading\nfor _ in range(3):\n    if os.fork() == 0:\n"
        "        for _ in range(20_000): os.kill(1, signal.SIGSTOP); os.kill(1, signal.SIGTERM)\n"
        "        os._exit(0)\n"
        "threading.Event().wait()",
        said="interrompu",
    ),
]
