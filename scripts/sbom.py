#!/usr/bin/env python3
"""sbom.py VERSION EPOCH BINARY PACKAGES <Package.resolved: what a released program consists of, as CycloneDX 1.5.

PACKAGES has a line "name version" for each Debian package that the program loads a library of. The Swift packages are all
that were resolved, with those that only tests use. The same input gives the same bytes.
"""
import datetime
import hashlib
import json
import sys
import uuid

version, epoch, binary, packages = sys.argv[1:]


def swift_package(pin):
    location = pin["location"].removesuffix(".git")
    state = pin["state"]
    name = location.removeprefix("https://")
    release = state.get("version", state["revision"])
    return {
        "type": "library",
        "bom-ref": f"pkg:swift/{name}@{release}",
        "name": name.rsplit("/", 1)[1],
        "version": release,
        "purl": f"pkg:swift/{name}@{release}",
        "externalReferences": [{"type": "vcs", "url": location}],
        "properties": [{"name": "patchbay:revision", "value": state["revision"]}, {"name": "patchbay:linking", "value": "static"}],
    }


def debian_package(line):
    name, release = line.split()
    return {
        "type": "library",
        "bom-ref": f"pkg:deb/debian/{name}@{release}",
        "name": name,
        "version": release,
        "purl": f"pkg:deb/debian/{name}@{release}",
        "properties": [{"name": "patchbay:linking", "value": "dynamic"}],
    }


with open(binary, "rb") as file:
    digest = hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()
pins = sorted(json.load(sys.stdin)["pins"], key=lambda pin: pin["identity"])
components = [swift_package(pin) for pin in pins] + [debian_package(line) for line in sorted(packages.splitlines())]
root = f"pkg:generic/patchbay@{version}"
document = {
    "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root + digest)}",
    "version": 1,
    "metadata": {
        "timestamp": datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "component": {
            "type": "application",
            "bom-ref": root,
            "name": "patchbay",
            "version": version,
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "hashes": [{"alg": "SHA-256", "content": digest}],
        },
    },
    "components": components,
    "dependencies": [{"ref": root, "dependsOn": [component["bom-ref"] for component in components]}],
}
json.dump(document, sys.stdout, indent=2)
sys.stdout.write("\n")
