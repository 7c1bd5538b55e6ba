using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BigGraphActors.Tests.Tidy;

/// <summary>The page of packages and the versions that are used are the same.</summary>
public sealed partial class DependenciesTests
{
    private const string Page = "docs/reference/dependencies.md";

    [Fact]
    public void The_page_names_every_package_with_its_version_and_no_other()
    {
        string[] used =
        [
            .. XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Packages.props")).Descendants("PackageVersion")
                .Select(package => $"{package.Attribute("Include")!.Value} {package.Attribute("Version")!.Value}")
                .Order(StringComparer.OrdinalIgnoreCase),
        ];

        Assert.NotEmpty(used);
        Assert.Equal(used, Rows().Select(row => $"{row.Groups["package"].Value} {row.Groups["version"].Value}"));
    }

    [Fact]
    public void Every_package_has_a_licence_and_says_what_it_is_for() => Assert.All(
        Rows(),
        row => Assert.True(
            row.Groups["licence"].Value.Length > 0 && row.Groups["purpose"].Value.Length > 10, row.Value));

    private static Match[] Rows() =>
        [.. File.ReadLines(Path.Combine(SourceTree.Root, Page)).Select(line => Row().Match(line)).Where(row => row.Success)];

    [GeneratedRegex(@"^\| `(?<package>[^`]+)` \| (?<version>\S+) \| (?<licence>[^|]*?) \| (?<purpose>[^|]*?) \|$")]
    private static partial Regex Row();
}
