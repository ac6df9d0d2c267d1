package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the guides on writing and pruning to code that is compiled and run, whatever the formatter does to its lines. */
class WritingGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"writing.md, WritingGuideExampleTest.java, 12", "pruning-in-code.md, PruningGuideExampleTest.java, 6"})
    void every_block_of_java_in_the_guide_stands_in_the_example(String page, String test, int fewest)
            throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides").resolve(page));
        var example = withoutSpace(Files.readString(
                ROOT.resolve("coppice-ops/src/test/java/dev/coppice/ops").resolve(test)));
        var statements = JAVA.matcher(guide)
                .results()
                .flatMap(block -> Pattern.compile("(?<=;)\n(?! )").splitAsStream(block.group(1)))
                .map(WritingGuideTest::withoutSpace)
                .toList();
        assertThat(statements)
                .hasSizeGreaterThan(fewest)
                .allSatisfy(statement -> assertThat(example).contains(statement));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
