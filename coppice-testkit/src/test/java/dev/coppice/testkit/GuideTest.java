package dev.coppice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the guide to code that is compiled and run: each line of its Java stands in {@link GuideExampleTest}. */
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_line_of_java_in_the_guide_is_a_line_of_the_example() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides/testkit.md"));
        var shown = JAVA.matcher(guide)
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        var example = ROOT.resolve("coppice-testkit/src/test/java/dev/coppice/testkit/GuideExampleTest.java");
        var compiled = Files.readString(example).lines().map(String::strip).collect(Collectors.toSet());
        assertThat(shown).hasSizeGreaterThan(40);
        assertThat(compiled).containsAll(shown);
    }
}
