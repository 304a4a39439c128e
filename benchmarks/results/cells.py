"""Tables and their cells: what tables.toml asks for, and what is stored of it."""

import json
import os
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

BUDGET = ("net", "labels", "validation", "steps", "batch", "ratio", "evaluations")
ROW = ("method", "settings", "labels", "seed", "test_samples", "accuracy_last", "accuracy_last_interval",
       "accuracy_median20", "mask_rate", "pseudo_label_accuracy", "seconds", "images_per_second", "optimiser",
       "averaging", "views", "warnings", "curve")


class BadInput(Exception):
    """What the user can put right: one sentence that names the file or the option."""


@dataclass
class Table:
    name: str
    title: str
    dataset: str
    methods: list
    splits: int
    budget: dict
    folder: str = ""  # of the data set's files, inside the folder of data sets; empty: ssl_bench knows the place
    first: list = field(default_factory=list)
    without: dict = field(default_factory=dict)  # method: why it is left out
    shift: str = ""  # what makes a second domain of the data; empty: there is one
    reach: float = 0  # accuracy that the middle split of each method is asked for; 0: none is
    within: float = 0  # seconds that a run may train for; 0: any

    def cells(self):
        """The most useful first: `first` on every split, then split 0 of every method, then the other splits."""
        ahead = [Cell(self, m, k) for m in self.first for k in range(self.splits)]
        return ahead + [Cell(self, m, k) for k in range(self.splits) for m in self.methods if m not in self.first]


@dataclass(frozen=True)
class Cell:
    table: Table
    method: str
    split: int

    def __hash__(self):
        return hash((self.table.name, self.method, self.split))

    @property
    def name(self):
        return f"{self.table.name} {self.method} split {self.split}"

    def arguments(self, data=None):
        """Of ssl_bench; `data`: the folder of the data set's files."""
        words = ["--method", self.method, "--dataset", self.table.dataset]
        words += ["--data", data] if data else []
        for key in BUDGET:
            words += [f"--{key}", str(self.table.budget[key])]
        words += ["--shift", self.table.shift] if self.table.shift else []
        return words + ["--seed", str(self.split)]

    @property
    def command(self):
        """As a reader types it. Threads are no part of it: they change the time, not the result."""
        data = f'"$TACIT_DATASETS/{self.table.folder}"' if self.table.folder else None
        return " ".join(["ssl_bench"] + self.arguments(data))


def read_tables(path):
    try:
        text = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        tables = []
        for entry in text["table"]:
            methods = entry["methods"]
            methods = text[methods] if isinstance(methods, str) else methods
            without = entry.get("without", {})
            tables.append(Table(
                name=entry["name"], title=entry["title"], dataset=entry["dataset"], splits=entry["splits"],
                methods=[m for m in methods if m not in without], folder=entry.get("folder", ""),
                first=entry.get("first", []), without=without,
                shift=entry.get("shift", ""), reach=entry.get("reach", 0), within=entry.get("within", 0),
                budget={key: entry.get(key, text.get("budget", {}).get(key)) for key in BUDGET}))
            missing = [key for key, value in tables[-1].budget.items() if value is None]
            if missing:
                raise BadInput(f"{path}: table {entry['name']}: the budget lacks {', '.join(missing)}")
        return tables
    except OSError as e:
        raise BadInput(f"{path}: {e.strerror}") from e
    except tomllib.TOMLDecodeError as e:
        raise BadInput(f"{path}: {e}") from e
    except KeyError as e:
        raise BadInput(f"{path}: expected the key {e}") from e


class Store:
    """A small JSON file a cell; each appears whole or not at all."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, cell):
        return self.folder / cell.table.name / f"{cell.method}-{cell.split}.json"

    def load(self, cell):
        """The stored record; None where there is none, or where it was run under another budget."""
        path = self.path(cell)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            record = json.loads(text)
            absent = [k for k in ("command", "threads", "side_by_side", "wall_seconds") if k not in record]
            absent += [k for k in ROW if k not in record["row"]]
            if absent:
                raise ValueError("lacks " + ", ".join(absent))
            row = record["row"]
            if (row["method"], row["seed"]) != (cell.method, cell.split):
                raise ValueError(f"holds {row['method']} with seed {row['seed']}")
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise BadInput(f"{path}: not a stored run ({e}); delete it to run the cell again") from e
        return record if record["command"] == cell.command else None

    def save(self, cell, record):
        """Numbers that only a machine reads stay on one line each."""
        row = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in record["row"].items())
        head = "".join(f"  {json.dumps(k)}: {json.dumps(v)},\n" for k, v in record.items() if k != "row")
        write_whole(self.path(cell), "{\n" + head + '  "row": {\n' + row + "\n  }\n}\n")


def write_whole(path, text):
    """A file that is there is complete, whenever the program is stopped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
