"""Circuits: values, description, wiring faults, and solutions compared with independent calculations."""

import math
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.circuit import Circuit, CircuitError, SolverMissing, format_value, ngspice, parse_value
from models.circuit.parts import LED_COLORS, THERMAL_VOLTAGE

needs_ngspice = pytest.mark.skipif(shutil.which("ngspice") is None, reason="ngspice is not installed")


def protected_led(resistance="470 Ω", color="red", voltage="9 V"):
    circuit = Circuit()
    circuit.battery("pile", voltage, plus="A", minus="masse")
    circuit.resistor("R1", resistance, "A", "B")
    circuit.led("D1", color, anode="B", cathode="masse")
    return circuit


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("4,7k", "Ω", 4700), ("220 Ω", "Ω", 220), ("4k7", "Ω", 4700), ("4R7", "Ω", 4.7), ("1 000", "Ω", 1000),
        ("2.2 kohms", "Ω", 2200), ("220R", "Ω", 220), ("1M", "Ω", 1e6), (330, "Ω", 330), ("100n", "F", 1e-7),
        ("10 µF", "F", 1e-5), ("20 mA", "A", 0.02), ("9 volts", "V", 9), ("0,25", "V", 0.25),
        (np.int64(5), "V", 5), ("1\u202f000\u00a0Ω", "Ω", 1000),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(text, unit, number):
    assert parse_value(text, unit) == pytest.approx(number)


@pytest.mark.parametrize(
    "text", ["9 V", "", "k", "1,2,3", "dix", "1e3", None, True, math.nan, math.inf, 10**400]
)
def test_what_is_not_a_resistance_is_refused_with_an_example(text):
    with pytest.raises(CircuitError, match="470 Ω"):
        parse_value(text, "Ω")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.01523, "A", "15,2 mA"), (470, "Ω", "470 Ω"), (0.9999, "A", "1 A"), (-0.002, "A", "-2 mA"),
        (0, "V", "0 V"), (1e-15, "A", "0 A"), (4700, "Ω", "4,7 kΩ"),
    ],
)  # fmt: skip
def test_values_are_written_in_french(value, unit, text):
    assert format_value(value, unit).replace("\u00a0", " ") == text


@given(st.floats(1e-9, 1e9), st.sampled_from("ΩVAF"))
def test_a_value_written_is_read_back_to_three_digits(value, unit):
    assert parse_value(format_value(value, unit), unit) == pytest.approx(value, rel=6e-3)


@st.composite
def networks(draw):
    """A connected network of resistors on one battery: nodes 0 … n-1, the battery between 1 and 0."""
    count = draw(st.integers(2, 7))
    ohms = st.floats(1.0, 1e6)
    edges = [(n, draw(st.integers(0, n - 1)), draw(ohms)) for n in range(1, count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] != pair[1]
    )
    edges += [(a, b, draw(ohms)) for a, b in draw(st.lists(pairs, max_size=8))]
    return count, edges, draw(st.floats(0.1, 100.0))


def nodal(count, edges, volts):
    """Node voltages by modified nodal analysis, written independently of the model."""
    matrix, right = np.zeros((count + 1, count + 1)), np.zeros(count + 1)
    for a, b, ohms in edges:
        matrix[np.ix_([a, b], [a, b])] += np.array([[1, -1], [-1, 1]]) / ohms
    matrix[1, count] = matrix[count, 1] = 1
    right[count] = volts
    matrix[0, :], matrix[0, 0], right[0] = 0, 1, 0
    return np.linalg.solve(matrix, right)


@needs_ngspice
@settings(max_examples=60, deadline=None)
@given(networks())
def test_resistive_networks_agree_with_nodal_analysis(network):
    count, edges, volts = network
    circuit = Circuit()
    circuit.battery("V", volts, plus="n1", minus="n0")
    for i, (a, b, ohms) in enumerate(edges):
        circuit.resistor(f"R{i}", ohms, f"n{a}", f"n{b}")
    solution, expected = circuit.solve(), nodal(count, edges, volts)
    for n in range(count):
        assert solution.voltage(f"n{n}") == pytest.approx(expected[n], rel=1e-6, abs=1e-6 * volts)
    assert solution.current("V") == pytest.approx(-expected[count], rel=1e-6)
    delivered = sum(solution.powers[f"R{i}"] for i in range(len(edges)))
    assert solution.power("V") == pytest.approx(delivered, rel=1e-6)


def shockley_current(volts, ohms, model):
    """Amperes in a battery, a resistor and a LED in series, by bisection on the junction's voltage."""
    low, high = 0.0, volts
    for _ in range(200):
        junction = (low + high) / 2
        current = model.saturation * math.expm1(junction / (model.emission * THERMAL_VOLTAGE))
        low, high = (
            (junction, high) if junction + current * (ohms + model.series) < volts else (low, junction)
        )
    return current


@needs_ngspice
@pytest.mark.parametrize("color", LED_COLORS)
@pytest.mark.parametrize(("volts", "ohms"), [(9, 470), (5, 150), (12, 10_000), (2.5, 100)])
def test_a_led_obeys_shockleys_equation(color, volts, ohms):
    found = protected_led(ohms, color, volts).solve().current("D1")
    assert found == pytest.approx(shockley_current(volts, ohms, LED_COLORS[color]), rel=1e-4)


@pytest.mark.parametrize("color", LED_COLORS)
def test_a_led_drops_its_forward_voltage_at_20_milliamperes(color):
    model = LED_COLORS[color]
    assert shockley_current(model.forward + 0.02 * 100, 100, model) == pytest.approx(0.02, rel=1e-6)


@needs_ngspice
def test_a_protected_led_has_no_problem_and_burns_nothing():
    circuit = protected_led()
    assert circuit.problems() == []
    assert circuit.burns() == []
    assert 0.014 < circuit.solve().current("D1") < 0.016


@needs_ngspice
def test_a_led_without_resistor_burns_and_is_known_as_unprotected():
    circuit = Circuit()
    circuit.battery("pile", "9 V", plus="A", minus="masse")
    circuit.switch("S1", "A", "B")
    circuit.led("D1", "red", anode="B", cathode="masse")
    (burn,) = circuit.burns()
    assert (burn.part.name, burn.quantity, burn.unprotected) == ("D1", "courant", True)
    assert burn.ratio > 10
    assert "fois trop" in str(burn)


@needs_ngspice
def test_a_led_behind_too_small_a_resistor_burns_but_is_not_unprotected():
    (burn,) = protected_led("100 Ω", voltage="5 V").burns()
    assert (burn.part.name, burn.unprotected) == ("D1", False)


@needs_ngspice
def test_each_limit_is_watched():
    hot = Circuit()
    hot.battery("pile", "9 V", plus="A", minus="masse")
    hot.resistor("R1", "5 Ω", "A", "masse")
    assert {burn.part.name: burn.quantity for burn in hot.burns()} == {"pile": "courant", "R1": "puissance"}
    reverse = Circuit()
    reverse.battery("pile", "9 V", plus="A", minus="masse")
    reverse.resistor("R1", "1k", "A", "B")
    reverse.led("D1", "red", anode="masse", cathode="B")
    assert [burn.quantity for burn in reverse.burns()] == ["tension inverse"]


def kinds(circuit):
    return [problem.kind for problem in circuit.problems()]


def test_no_battery_and_short_circuits_are_told_before_the_solver():
    assert kinds(Circuit()) == ["no_battery"]
    short = protected_led()
    short.switch("S1", "A", "masse")
    assert kinds(short) == ["short_circuit"]
    with pytest.raises(CircuitError, match="reliés sans rien"):
        short.solve()
    same_node = Circuit()
    same_node.battery("pile", "9 V", plus="A", minus="A")
    assert "short_circuit" in kinds(same_node)
    parallel = protected_led()
    parallel.battery("autre", "5 V", plus="A", minus="masse")
    assert kinds(parallel) == ["short_circuit"]


@needs_ngspice
def test_a_loose_end_and_a_missing_return_are_told():
    circuit = Circuit()
    circuit.battery("pile", "9 V", plus="A", minus="masse")
    circuit.resistor("R1", "470 Ω", "A", "B")
    circuit.led("D1", "red", anode="B", cathode="mase")
    assert kinds(circuit) == ["floating_node", "floating_node", "no_return"]
    assert "D1" in circuit.problems()[1].constat
    assert circuit.solve().current("D1") == pytest.approx(0, abs=1e-9)


@needs_ngspice
def test_an_open_switch_is_told_as_such():
    circuit = Circuit()
    circuit.battery("pile", "9 V", plus="A", minus="masse")
    circuit.switch("S1", "A", "B", closed=False)
    circuit.resistor("R1", "470 Ω", "B", "C")
    circuit.led("D1", "red", anode="C", cathode="masse")
    assert kinds(circuit)[0] == "open_switch"
    assert circuit.solve().current("D1") == pytest.approx(0, abs=1e-9)


@needs_ngspice
def test_a_reversed_led_is_told():
    circuit = Circuit()
    circuit.battery("pile", "9 V", plus="A", minus="masse")
    circuit.resistor("R1", "470 Ω", "A", "B")
    circuit.led("D1", "red", anode="masse", cathode="B")
    assert kinds(circuit) == ["led_reversed"]


@needs_ngspice
def test_a_potentiometer_divides():
    circuit = Circuit()
    circuit.battery("pile", "10 V", plus="A", minus="masse")
    circuit.potentiometer("P1", "10k", "A", "masse", wiper="C", position=0.25)
    solution = circuit.solve()
    assert solution.voltage("C") == pytest.approx(7.5)
    assert solution.power("P1") == pytest.approx(0.01)


@needs_ngspice
def test_voltages_are_measured_from_the_node_called_masse_else_from_the_minus():
    circuit = Circuit()
    circuit.battery("haut", "9 V", plus="A", minus="masse")
    circuit.battery("bas", "5 V", plus="masse", minus="B")
    circuit.resistor("R1", "1k", "A", "B")
    assert circuit.solve().voltage("B") == pytest.approx(-5)
    assert circuit.solve().voltage("A", "B") == pytest.approx(14)


@needs_ngspice
def test_scaled_batteries_leave_the_circuit_itself_alone():
    circuit = protected_led()
    assert circuit.batteries_scaled(0.5).solve().voltage("A") == pytest.approx(4.5)
    assert circuit.solve().voltage("A") == pytest.approx(9)


def everything():
    circuit = protected_led()
    circuit.switch("S1", "A", "C", closed=False)
    circuit.potentiometer("P1", "10k", "C", "masse", wiper="B", position=0.3)
    return circuit


def test_plain_data_carries_the_whole_circuit():
    data = everything().as_plain()
    assert Circuit.from_plain(data).parts == everything().parts
    assert Circuit.of(everything()).as_plain() == Circuit.of(data).as_plain() == data


def plain(kind="resistor", name="a", nodes=("a", "b"), values=(1,)):
    return {"kind": kind, "name": name, "nodes": list(nodes), "values": list(values)}


@pytest.mark.parametrize(
    "data", [None, ..., 3, "circuit", [], {}, {"kind": "circuit"}, {"kind": "solid", "parts": []}]
)
def test_what_is_no_plain_circuit_is_refused(data):
    with pytest.raises(CircuitError, match="ne décrivent pas"):
        Circuit.from_plain(data)


@pytest.mark.parametrize(
    "parts",
    [
        [None],
        [{}],
        [plain("parts")],
        [plain(["led"], values=["red"])],
        [plain("led", nodes=["a"], values=["red"])],
        [plain("led", values=[["red"]])],
        [plain(name=3)],
        [plain("switch", values=["yes"])],
        [plain(values=[-5])],
        [plain(values=[1, 2])],
        [plain(name=f"r{i}") for i in range(300)],
    ],
)
def test_plain_data_is_not_trusted(parts):
    with pytest.raises(CircuitError):
        Circuit.from_plain({"kind": "circuit", "parts": parts})


@pytest.mark.parametrize("name", ["", "a b", "R1\n.include /etc/passwd", "x" * 21, None, 5, "a;b", "é'"])
def test_names_are_strict(name):
    with pytest.raises(CircuitError):
        Circuit().resistor(name, "1k", "A", "B")
    with pytest.raises(CircuitError):
        Circuit().resistor("R1", "1k", name, "B")


def test_slips_of_description_are_explained():
    circuit = protected_led()
    with pytest.raises(CircuitError, match="Deux pièces"):
        circuit.resistor("R1", "1k", "A", "B")
    with pytest.raises(CircuitError, match="même nœud"):
        circuit.resistor("R2", "1k", "A", "A")
    with pytest.raises(CircuitError, match="rouge"):
        circuit.led("D2", "rose", anode="A", cathode="B")
    with pytest.raises(CircuitError, match="closed=True"):
        circuit.switch("S1", "A", "B", closed="oui")
    with pytest.raises(CircuitError, match="0 à 1"):
        circuit.potentiometer("P1", "1k", "A", "B", wiper="C", position=30)


def test_nothing_a_learner_wrote_reaches_the_netlist():
    circuit = Circuit()
    circuit.battery("secret1", "9 V", plus="secret2", minus="secret3")
    circuit.led("secret4", "red", anode="secret2", cathode="secret3")
    text = "\n".join(ngspice.netlist(circuit.parts, {"secret3": 0, "secret2": 1}))
    assert "secret" not in text


def test_a_missing_ngspice_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(ngspice.shutil, "which", lambda _: None)
    with pytest.raises(SolverMissing, match="apt install ngspice"):
        protected_led().solve()


@needs_ngspice
def test_a_netlist_that_ngspice_refuses_is_an_error_with_its_words():
    with pytest.raises(SolverMissing, match="pas trouvé de solution"):
        ngspice.run("* nothing\nX1 1 0 unknown\n.op\n.end")


@needs_ngspice
def test_a_solution_prints_as_a_table():
    text = str(protected_led().solve()).replace("\u00a0", " ")
    assert text.splitlines()[0].split() == ["pièce", "tension", "courant", "puissance"]
    assert "470" not in text
    assert "15 mA" in text


@needs_ngspice
def test_a_circuit_asked_twice_is_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    circuit = Circuit()
    circuit.battery("pile", "9 V", plus="A", minus="masse")
    circuit.resistor("R1", "1234 ohm", "A", "masse")
    first = circuit.solve()
    monkeypatch.setattr(ngspice.subprocess, "run", lambda *_, **__: pytest.fail("solved again"))
    assert circuit.solve().current("R1") == first.current("R1") == pytest.approx(9 / 1234)
