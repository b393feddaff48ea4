"""What benches write their figures to; bench/lib.sh says in which form."""
import os
import pathlib

REPO = pathlib.Path(__file__).resolve().parent.parent
FILE = pathlib.Path(os.environ.get("BENCH_RECORDS", REPO / "build/bench/records.tsv"))


def record(topic, case, contender, metric, unit, value):
    """Appends the figure of one round."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("a") as file:
        file.write("\t".join([topic, case, contender, metric, unit, f"{value:.6g}"]) + "\n")
