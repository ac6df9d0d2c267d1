package dev.coppice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the guide on settings to code that is compiled and run, whatever the formatter does to its lines. */
class SettingsGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final String TESTS = "coppice-settings/src/test/java/dev/coppice/settings/";
    private static final List<String> EXAMPLES = List.of(
            TESTS + "SettingsGuideExampleTest.java",
            TESTS + "client/SettingsClientTest.java",
            "coppice-spring-boot-starter/src/test/java/dev/coppice/spring/SettingsBinderTest.java");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_block_of_java_stands_in_an_example() throws IOException {
        var code = new StringBuilder();
        for (var example : EXAMPLES) {
            code.append(withoutSpace(Files.readString(ROOT.resolve(example))));
        }
        var blocks = JAVA.matcher(guides())
                .results()
                .map(block -> withoutSpace(block.group(1)))
                .toList();
        assertThat(blocks).hasSize(12).allSatisfy(block -> assertThat(code).contains(block));
    }

    private static String guides() throws IOException {
        var text = new StringBuilder();
        try (var guides = Files.newDirectoryStream(ROOT.resolve("docs/guides"), "settings*.md")) {
            for (var guide : guides) {
                text.append(Files.readString(guide));
            }
        }
        return text.toString();
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
