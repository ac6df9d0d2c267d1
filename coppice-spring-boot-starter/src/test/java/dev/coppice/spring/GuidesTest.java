package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the guides on Spring Boot and on migrating to code that is compiled and run, whatever the formatter does to it. */
class GuidesTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));
    private static final String TESTS = "coppice-spring-boot-starter/src/test/java/dev/coppice/spring/";
    private static final String SAMPLE = "examples/spring-boot-sample/src/main/java/dev/coppice/examples/booking/";
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_block_of_java_on_spring_boot_is_run() throws IOException {
        isRun(
                "spring-boot.md",
                6,
                TESTS + "SpringGuideExampleTest.java",
                TESTS + "ApplicationTest.java",
                SAMPLE + "BookingService.java",
                SAMPLE + "Answer.java",
                "examples/spring-boot-sample/src/test/java/dev/coppice/examples/booking/BookingTest.java");
    }

    @Test
    void every_block_of_java_on_retention_with_spring_boot_is_run() throws IOException {
        isRun(
                "spring-boot-retention.md",
                3,
                TESTS + "LifecycleAutoConfigurationTest.java",
                SAMPLE + "Retention.java",
                SAMPLE + "RetentionController.java");
    }

    @Test
    void every_block_of_java_on_migrating_is_run() throws IOException {
        isRun("migrating-to-ops.md", 8, TESTS + "MigratingGuideExampleTest.java", TESTS + "JpaTest.java");
    }

    private static void isRun(String guide, int blocks, String... files) throws IOException {
        var code = new StringBuilder();
        for (var file : files) {
            code.append(withoutSpace(Files.readString(ROOT.resolve(file))));
        }
        assertThat(JAVA.matcher(Files.readString(ROOT.resolve("docs/guides/" + guide)))
                        .results()
                        .map(block -> withoutSpace(block.group(1)))
                        .toList())
                .hasSize(blocks)
                .allSatisfy(block -> assertThat(code).contains(block));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
