package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.testkit.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the command inside this JVM.
 *
 * @param exitCode how it ended
 * @param out what it answered
 * @param err what it said beside the answer
 */
public record CommandRun(int exitCode, String out, String err) {

    /** A run. */
    public static CommandRun of(String... arguments) {
        return saying(new StringWriter(), arguments);
    }

    /** A run whose standard error can be read while it lasts. */
    static CommandRun saying(StringWriter err, String... arguments) {
        var out = new StringWriter();
        var exitCode = CommandLines.create()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** A run with {@code --url} of the test's database behind the arguments. */
    public static CommandRun on(TestDatabase database, String... arguments) {
        var url = database.url() + "?user=" + database.user() + "&password=" + database.password();
        return of(
                Stream.concat(Arrays.stream(arguments), Stream.of("--url", url)).toArray(String[]::new));
    }

    /** Its answer. */
    public JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
