#!/usr/bin/env python3
"""Do the relative links of the documentation lead to files, and to headings that are there? Exit code 1 if one does not."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page):
    """Of its headings, as forges make them: lower case, spaces to hyphens, other signs dropped."""
    lines = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S).splitlines()
    titles = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {"".join(c for c in title.replace(" ", "-") if c.isalnum() or c in "-_") for title in titles}


def broken(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.relative_to(ROOT)}: {target}: there is no such file"
        elif heading and heading not in anchors(file):
            yield f"{page.relative_to(ROOT)}: {target}: there is no such heading"


def main():
    names = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    pages = [ROOT / n for n in names] or [p for p in ROOT.glob("**/*.md") if "build" not in p.parts]
    problems = [line for page in pages if page.exists() for line in broken(page)]
    print("\n".join(problems) if problems else f"{len(pages)} pages: every link leads somewhere")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
