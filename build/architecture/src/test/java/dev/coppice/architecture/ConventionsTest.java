package dev.coppice.architecture;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** House rules the compiler cannot hold. */
class ConventionsTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    private static final int LONGEST_FILE = 600;
    private static final Set<String> NAMES_THAT_SAY_NOTHING =
            Set.of("util", "utils", "common", "helper", "helpers", "model");
    private static final Pattern SLEEP = Pattern.compile("\\bsleep\\s*\\(|::sleep\\b");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:[a-z-]+ )*(?:class|interface|record|enum|@interface) \\w+");
    private static final Pattern DOCUMENTED =
            Pattern.compile("\\*/\\s*(?:@[\\w.]+(?:\\((?:[^()]++|\\([^()]*+\\))*+\\))?\\s*)*$");

    @Test
    void every_package_says_what_lives_in_it_and_is_null_marked() {
        var packages = mainSources().map(Path::getParent).distinct().toList();
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                        .content()
                        .contains("@NullMarked")
                        .contains("/**"));
    }

    @Test
    void no_package_has_a_name_that_says_nothing() {
        assertThat(mainSources()
                        .flatMap(file ->
                                StreamSupport.stream(ROOT.relativize(file).spliterator(), false))
                        .map(Path::toString)
                        .distinct())
                .doesNotContainAnyElementsOf(NAMES_THAT_SAY_NOTHING);
    }

    @Test
    void no_file_is_longer_than_a_reader_bears() {
        assertThat(sources()).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void nothing_sleeps() {
        assertThat(sources().filter(file -> !file.endsWith("ConventionsTest.java")))
                .allSatisfy(file -> assertThat(String.join("\n", lines(file))).doesNotContainPattern(SLEEP));
    }

    @Test
    void every_public_type_says_what_it_is() {
        assertThat(mainSources()).allSatisfy(file -> {
            var text = String.join("\n", lines(file));
            PUBLIC_TYPE
                    .matcher(text)
                    .results()
                    .forEach(type -> assertThat(text.substring(0, type.start()))
                            .as(type.group())
                            .containsPattern(DOCUMENTED));
        });
    }

    /** A page that says what a test shows says what is so as long as there is that test. */
    @Test
    void every_test_a_page_names_is_there() {
        var tests = sources()
                .filter(file -> file.getFileName().toString().endsWith("Test.java"))
                .collect(toMap(file -> file.getFileName().toString().replace(".java", ""), file -> file, (a, b) -> a));
        assertThat(pages().flatMap(page ->
                        NAMED_TEST.matcher(String.join("\n", lines(page))).results()))
                .isNotEmpty()
                .allSatisfy(named -> assertThat(tests)
                        .as(named.group())
                        .hasEntrySatisfying(
                                named.group(1),
                                file -> assertThat(String.join("\n", lines(file)))
                                        .contains("void " + named.group(2) + "(")));
    }

    private static Stream<Path> pages() {
        try (var files = Files.walk(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Path> mainSources() {
        return sources().filter(file -> file.toString().contains("/src/main/java/"));
    }

    private static Stream<Path> sources() {
        try (var files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
