"""An octoDNS target that reads its YAML as what is live.

octoDNS's own YamlProvider takes the zone to be empty when it is a target, so that its plan is always "create all"; a plan
without changes needs a target that has records.
"""
from octodns.provider.yaml import YamlProvider


class LiveYamlProvider(YamlProvider):
    def populate(self, zone, target=False, lenient=False):
        super().populate(zone, target=False, lenient=lenient)
        return bool(zone.records)
