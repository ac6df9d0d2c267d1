package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The commands a user would type, about the demonstration's database.
 *
 * @param database it
 * @param config its configuration
 */
record Commands(Credentials database, Path config) {
    /**
     * What a command answered.
     *
     * @param words what was typed
     * @param exitCode how it ended
     * @param out its answer
     * @param err what it said beside it
     */
    record Answer(List<String> words, int exitCode, String out, String err) {
        /** The answer of a command that must end like this. */
        Answer ending(int expected) {
            if (exitCode == expected) {
                return this;
            }
            throw Fault.of("demo.command-ended", Fault.Kind.FAILED)
                    .refused("The demonstration cannot go on.")
                    .found("\"coppice " + String.join(" ", words) + "\" ended with " + exitCode + " in place of "
                            + expected + ": " + err.strip())
                    .changed("Its database is removed.")
                    .next("Please report it with this text.")
                    .exception();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    /** Runs a command in this process and takes its document. */
    Answer run(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.add("--json");
        return answer(List.of(words), about(all));
    }

    /** Runs a command in this process and takes its text. */
    Answer text(String... words) {
        return answer(List.of(words), about(List.of(words)));
    }

    /** Runs a command that is told of no database. */
    Answer alone(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.add("--json");
        return answer(List.of(words), all);
    }

    /** Starts a command in a process of its own, as the launcher would; what it says is in {@code said}. */
    Process start(Path said, String... words) throws IOException {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "dev.coppice.cli.Coppice"));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", config.toString(), "--url", database.url() + "?user=" + database.user()));
        var builder = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("PGPASSWORD", database.password());
        return builder.start();
    }

    // The words stay in this process, so the password may be among them.
    private List<String> about(List<String> words) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(
                "--config",
                config.toString(),
                "--url",
                database.url() + "?user=" + database.user() + "&password=" + database.password()));
        return all;
    }

    private static Answer answer(List<String> words, List<String> typed) {
        var out = new StringWriter();
        var err = new StringWriter();
        var exitCode = CommandLines.create()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(typed.toArray(String[]::new));
        return new Answer(words, exitCode, out.toString(), err.toString());
    }
}
