package dev.coppice.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the project's POMs say of its modules. */
final class Poms {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);
    private static final Pattern OURS =
            Pattern.compile("<groupId>dev\\.coppice</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    private Poms() {}

    /** The artifacts of all modules. */
    static List<String> reactor() {
        return folders().stream().map(Poms::artifact).toList();
    }

    /** The modules of Coppice that {@code module} brings along; those of its tests are its own affair. */
    static Set<String> shippedDependencies(String module) {
        var folder = folders().stream()
                .filter(candidate -> artifact(candidate).equals(module))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no module " + module));
        return DEPENDENCY
                .matcher(read(folder))
                .results()
                .map(MatchResult::group)
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .flatMap(dependency -> OURS.matcher(dependency).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static List<Path> folders() {
        return MODULE.matcher(read(ROOT))
                .results()
                .map(match -> ROOT.resolve(match.group(1)))
                .toList();
    }

    private static String artifact(Path folder) {
        return ARTIFACT.matcher(read(folder))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no artifact in " + folder));
    }

    private static String read(Path folder) {
        try {
            return Files.readString(folder.resolve("pom.xml"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
