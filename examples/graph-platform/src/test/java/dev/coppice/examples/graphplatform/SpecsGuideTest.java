package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the guide on specs to the classes of this example, whatever the formatter does to their lines. */
class SpecsGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", "../.."));
    private static final Path SPECS =
            ROOT.resolve("examples/graph-platform/src/main/java/dev/coppice/examples/graphplatform/session");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("\\bSession[A-Z]\\w+\\b");

    @Test
    void every_block_of_java_in_the_guide_stands_in_a_spec_of_the_example() throws IOException {
        var specs = withoutSpace(sources());
        assertThat(JAVA.matcher(guide()).results().map(block -> withoutSpace(block.group(1))))
                .hasSize(6)
                .allSatisfy(block -> assertThat(specs).contains(block));
    }

    @Test
    void every_class_the_guide_names_is_there() throws IOException {
        assertThat(CLASS.matcher(guide()).results().map(name -> name.group()))
                .filteredOn(name -> !name.endsWith("Test"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(SPECS.resolve(name + ".java")).exists());
    }

    private static String guide() throws IOException {
        return Files.readString(ROOT.resolve("docs/guides/writing-specs.md"));
    }

    private static String sources() throws IOException {
        try (var files = Files.list(SPECS)) {
            return files.map(SpecsGuideTest::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
