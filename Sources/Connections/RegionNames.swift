/// The names of AWS regions.
package enum RegionNames {
    /// For proposals and warnings only, since AWS opens regions faster than programs are updated.
    ///
    /// From the table of regions in
    /// the user guide of AWS (docs.aws.amazon.com/global-infrastructure), with those of China, GovCloud, the European
    /// Sovereign Cloud and the isolated partitions.
    package static let known = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1",
        "eu-central-2", "eu-isoe-west-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2",
        "eu-west-3", "eusc-de-east-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
        "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1",
        "us-isob-west-1", "us-isof-east-1", "us-isof-south-1", "us-west-1", "us-west-2",
    ]

    /// ``known`` by how many bytes they have: with the region of each of many entries, this is quicker than hashing it.
    private static let byLength = (0...(known.map(\.utf8.count).max() ?? 0)).map { length in
        known.filter { $0.utf8.count == length }
    }

    package static func isKnown(_ name: String) -> Bool {
        let length = name.utf8.count
        return length < byLength.count && byLength[length].contains(name)
    }

    /// What stands before the number of every region that AWS has named so far.
    package static let directions = [
        "central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west",
    ]

    /// Whether the name is made like a region's: an area of 2 to 4 letters, words of which the last is a direction, and a
    /// number.
    package static func isWellFormed(_ name: String) -> Bool {
        guard name.utf8.count <= 30, let direction = name.split(separator: "-").dropLast().last,
            directions.contains(where: { $0 == direction })
        else { return false }
        var words = 0
        var letters = 0
        var digits = 0
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z") where digits == 0:
                letters += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9") where letters == 0 && words >= 2:
                digits += 1
            case UInt8(ascii: "-") where words == 0 ? (2...4).contains(letters) : letters > 0:
                words += 1
                letters = 0
            default:
                return false
            }
        }
        return (1...2).contains(digits)
    }
}
