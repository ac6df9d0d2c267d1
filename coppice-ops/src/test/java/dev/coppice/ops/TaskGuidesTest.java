package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the guides of one task each to code that is compiled and run, whatever the formatter does to its lines. */
class TaskGuidesTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"creating.md, 4", "conditional-writes.md, 4", "next-value.md, 2"})
    void every_block_of_java_in_a_guide_stands_in_the_example(String guide, int blocks) throws IOException {
        var example = withoutSpace(
                Files.readString(ROOT.resolve("coppice-ops/src/test/java/dev/coppice/ops/TaskGuidesExampleTest.java")));
        var statements = JAVA.matcher(Files.readString(ROOT.resolve("docs/guides/" + guide)))
                .results()
                .map(block -> withoutSpace(block.group(1)))
                .toList();
        assertThat(statements)
                .hasSize(blocks)
                .allSatisfy(statement -> assertThat(example).contains(statement));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
