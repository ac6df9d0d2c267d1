package dev.coppice.cli.internal.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.CommandLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Messages name commands: each of them exists. */
class NamedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root"));

    // In quotation marks inside a literal: "Run \"coppice campaign join " + id + "\" to follow it."
    private static final Pattern NAMED = Pattern.compile("\\\\\"coppice ([a-z-]+(?: [a-z-]+)*)");

    @Test
    void every_command_that_a_message_names_exists() {
        var named = sources().flatMap(NamedCommandsTest::named).distinct().toList();

        assertThat(named).contains("campaign join", "plan approve", "doctor", "schema migrate");
        assertThat(named)
                .allSatisfy(words -> assertThat(unknown(words)).as(words).isEmpty());
    }

    /** The words behind the last command that is known, unless they are options or may be values of it. */
    private static List<String> unknown(String words) {
        var left = new ArrayList<>(List.of(words.split(" ")));
        CommandLine command = CommandLines.create();
        while (!left.isEmpty() && command.getSubcommands().containsKey(left.getFirst())) {
            command = requireNonNull(command.getSubcommands().get(left.removeFirst()));
        }
        var known = command.getCommandSpec();
        left.removeIf(word -> known.findOption(word) != null);
        return left.size() <= known.positionalParameters().size() ? List.of() : left;
    }

    private static Stream<String> named(Path source) {
        try {
            return NAMED.matcher(Files.readString(source)).results().map(match -> match.group(1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Path> sources() {
        try (var files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> ROOT.relativize(file).toString().contains("src/main/java"))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
