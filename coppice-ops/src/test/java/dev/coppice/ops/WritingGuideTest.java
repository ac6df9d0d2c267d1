package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the guide on writing to code that is compiled and run, whatever the formatter does to its lines. */
class WritingGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_block_of_java_in_the_guide_stands_in_the_example() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides/writing.md"));
        var example = withoutSpace(Files.readString(
                ROOT.resolve("coppice-ops/src/test/java/dev/coppice/ops/WritingGuideExampleTest.java")));
        var statements = JAVA.matcher(guide)
                .results()
                .flatMap(block -> Pattern.compile("(?<=;)\n(?! )").splitAsStream(block.group(1)))
                .map(WritingGuideTest::withoutSpace)
                .toList();
        assertThat(statements)
                .hasSizeGreaterThan(12)
                .allSatisfy(statement -> assertThat(example).contains(statement));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
