package dev.coppice.server.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No template about one of several databases writes an address that leads to another. */
class PlacedTemplatesTest {
    private static final Path TEMPLATES = Path.of("src", "main", "jte");
    private static final Pattern ADDRESS =
            Pattern.compile("\\b(?:href|src|action|hx-get|hx-post|sse-connect|data-page)=\"(\\$\\{.*?\\}\"|[^\"]*\")");

    /** What the home alone has, and what is outside of any database. */
    private static final List<String> AT_THE_ROOT = List.of(
            "lifecycle/",
            "erasing/",
            "settings.jte",
            "setting.jte",
            "setform.jte",
            "definition.jte",
            "entries.jte",
            "fragments.jte",
            "preview.jte",
            "confirm.jte",
            "entry.jte",
            "problem.jte",
            "part/place.jte",
            "targets/");

    /** What every page has, whichever database it is about. */
    private static final List<String> EVERYWHERE = List.of("#main", "/", "/logout");

    @Test
    void every_address_of_a_page_about_a_database_is_placed() throws IOException {
        try (var files = Files.walk(TEMPLATES)) {
            var placed = files.filter(Files::isRegularFile)
                    .filter(file -> AT_THE_ROOT.stream().noneMatch(name(file)::startsWith))
                    .toList();
            assertThat(placed).hasSizeGreaterThan(30);
            assertThat(placed.stream().flatMap(PlacedTemplatesTest::addresses))
                    .hasSizeGreaterThan(40)
                    .allMatch(PlacedTemplatesTest::placed);
        }
    }

    private static Stream<String> addresses(Path file) {
        try {
            return ADDRESS.matcher(Files.readString(file))
                    .results()
                    .map(found -> name(file) + " " + found.group(1).replaceAll("\"$", ""));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static boolean placed(String found) {
        var address = found.substring(found.indexOf(' ') + 1);
        return Stream.of("${frame.at(", "${place.at(", "${frame.place().at(", "${frame.asset(")
                        .anyMatch(address::startsWith)
                || EVERYWHERE.contains(address);
    }

    private static String name(Path file) {
        return TEMPLATES.relativize(file).toString();
    }
}
