"""Judges the data files of a built site by tools of others: frictionless, csvw and PyLD. Prints what it found as JSON.

usage: judge.py FOLDER ADDRESS    the folder of the files, and where it is published
"""

import glob
import json
import os
import socket
import sys
import warnings
import zipfile


def no_network(*args, **kwargs):
    raise RuntimeError("the network is asked for, and nothing may be")


socket.socket.connect = no_network
socket.create_connection = no_network
socket.getaddrinfo = no_network

import frictionless  # noqa: E402
from csvw import CSVW  # noqa: E402
from pyld import jsonld  # noqa: E402


def of_package():
    report = frictionless.validate("datapackage.json")
    errors = [f"{error.type}: {error.message}" for error in report.errors]
    for task in report.tasks:
        errors += [f"{task.name}: {error.type}: {error.message}" for error in task.errors]
    return {"tables": len(report.tasks), "rows": sum(task.stats["rows"] for task in report.tasks), "errors": errors}


def of_csvw():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        read = CSVW("csv-metadata.json", validate=True)
        is_valid = read.is_valid
    errors = [str(warning.message) for warning in [*told, *read.warnings]]
    if not is_valid and not errors:
        errors = ["csvw takes it for invalid and says nothing"]
    rows = sum(len(list(table.iterdicts())) for table in read.tables)
    return {"tables": len(read.tables), "rows": rows, "errors": errors}


def of_json_ld(address):
    errors, subjects, types = [], 0, {}
    files = sorted(glob.glob("*.jsonld"))
    for file in files:
        with open(file, encoding="utf-8") as opened:
            document = json.load(opened)
        options = {"base": address + file, "documentLoader": no_network}
        quads = jsonld.to_rdf(document, options).get("@default", [])
        subjects += len({quad["subject"]["value"] for quad in quads})
        for quad in quads:
            for part in ("subject", "object"):
                if quad[part]["type"] == "blank node":
                    errors.append(f"{file}: {quad[part]['value']} has no name")
            if quad["object"]["type"] == "literal":
                kind = quad["object"]["datatype"]
                types[kind] = types.get(kind, 0) + 1
    return {"tables": len(files), "subjects": subjects, "types": types, "errors": errors}


def of_download():
    errors = []
    with zipfile.ZipFile("tables.zip") as archive:
        broken = archive.testzip()
        errors += [f"{broken} is broken"] if broken else []
        names = archive.namelist()
        for info in archive.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                errors.append(f"{info.filename} has a time")
            if info.filename != "README.txt":
                with open(info.filename, "rb") as opened:
                    if opened.read() != archive.read(info):
                        errors.append(f"{info.filename} is another one than that of the site")
    return {"files": names, "errors": errors}


os.chdir(sys.argv[1])
found = {"package": of_package(), "csvw": of_csvw(), "jsonld": of_json_ld(sys.argv[2]), "download": of_download()}
print(json.dumps(found))
