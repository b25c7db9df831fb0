"""The guardian: a small process that owns one live simulated machine, so that it outlives a busy or dead kernel.

    python -m hardware.sim.guardian uno

Programs rarely start it themselves: :func:`connect` finds the running guardian of a kind of machine, or starts one.

Rendezvous
    A file ``KIND.json`` in the private runtime directory (:func:`runtime_directory`, mode 0700, moved with the
    environment variable ``ATELIER_RUNTIME``), written atomically, readable by its owner only::

        {"kind": "uno", "port": 40123, "token": "…", "pid": 4242}

    The guardian listens on ``127.0.0.1:port``. It ends by itself, and removes the file, when nobody has been
    connected for ``ATELIER_LINGER`` seconds (30).

Hello
    The first line a client sends is JSON and holds the token: ``{"op": "serial", "token": "…", "owner": "…"}`` or
    ``{"op": "view", "token": "…"}``. The guardian answers one line, ``{"ok": true, "kind": "uno"}`` or
    ``{"error": "…"}`` (French, for the learner) and closes. A wrong token is closed without an answer.

Serial line
    After the hello, raw bytes both ways. One client at a time; as on a real board, opening the line resets the
    machine. The same ``owner`` (a process) takes its own line over; another one is refused while the first lives.

View protocol
    After the hello, JSON lines both ways, any number of views. The guardian sends a frame at once, then at most 30 a
    second, and only when something but the time has changed::

        {"t": 12.345,            emulated seconds since power-on
         "paused": false, "speed": 1,  "late": 0.0,      late: seconds lost on a host too slow for real time
         …}                      and what the machine's own ``frame()`` says

    For ``uno`` (:meth:`hardware.sim.uno.Uno.frame`)::

        "pins": [0, 1, …]        20 levels, 0–13 then A0–A5 (14–19), the level on the pin now
        "modes": ["in", …]       20 of "in", "pullup", "out"
        "duty": {"9": 0.502}     share of the time high since the last frame, of pins that moved since then
        "analog": [0.0, …]       volts on A0–A5

    A view may send, one a line::

        {"op": "drive", "pin": 2, "level": 0}       an outside level on a pin; null lets go of it
        {"op": "volts", "channel": 0, "volts": 2.5} a voltage (0–5) on A0–A5; null lets go of it
        {"op": "reset"}                             the reset button
        {"op": "pause", "on": true}                 stop time, or let it go on ("on" false)
        {"op": "speed", "factor": 0.1}              emulated seconds in a real one, 0.01 to 10
    A message that makes no sense is answered ``{"error": "…"}``; the connection stays.
    Another kind of machine adds its own operations through its ``command(message)``.
"""
