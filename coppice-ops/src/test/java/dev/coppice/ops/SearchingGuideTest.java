package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the guide on searching to code that is compiled and run, whatever the formatter does to its lines. */
class SearchingGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_block_of_java_in_the_guide_stands_in_the_example() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides/searching.md"));
        var example = withoutSpace(Files.readString(
                ROOT.resolve("coppice-ops/src/test/java/dev/coppice/ops/SearchingGuideExampleTest.java")));
        var blocks = JAVA.matcher(guide)
                .results()
                .map(block -> withoutSpace(block.group(1)))
                .toList();
        assertThat(blocks)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(example).contains(block));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
