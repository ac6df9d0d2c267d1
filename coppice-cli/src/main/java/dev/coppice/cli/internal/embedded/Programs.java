package dev.coppice.cli.internal.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs the programs that come with PostgreSQL. They refuse to run as root, so as root each runs in a user namespace where
 * it is nobody in particular, yet still owns root's files.
 *
 * @param binaries where they are unpacked
 * @param asNobody the command that gives up root's rights; empty where there are none to give up
 */
record Programs(Path binaries, List<String> asNobody) {
    private static final Pattern ERROR = Pattern.compile("^.*?(error|FATAL|PANIC): +");

    /** For the user this process runs as. */
    static Programs of(Path binaries) {
        var root = new UnixSystem().getUid() == 0;
        return new Programs(binaries, root ? List.of("unshare", "-U") : List.of());
    }

    /** How a program ended, and what it said. */
    record Ending(int code, String output) {
        boolean well() {
            return code == 0;
        }

        /** Why it failed: the first line that names an error, since tidying up is told after it, else the last line. */
        String reason() {
            var error =
                    output.lines().filter(line -> ERROR.matcher(line).find()).findFirst();
            return error.map(line -> ERROR.matcher(line).replaceFirst("")).orElseGet(this::lastLine);
        }

        String lastLine() {
            return output.lines().filter(line -> !line.isBlank()).reduce("", (earlier, later) -> later);
        }
    }

    void refuseRootWithoutNamespaces() {
        if (!asNobody.isEmpty()) {
            var ending = command(List.of("id", "-u"));
            if (!ending.well() || ending.lastLine().equals("0")) {
                throw EmbeddedFaults.namespacesForbidden();
            }
        }
    }

    Ending run(String program, String... arguments) {
        var command =
                new ArrayList<>(List.of(binaries.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return command(command);
    }

    /** The number before the dot. The catalogue of a build names it; asking the program would take a process. */
    String majorVersion() throws IOException {
        var catalogue = binaries.resolve("share/postgresql/postgres.bki");
        try (var lines = Files.lines(catalogue)) {
            return lines.findFirst().orElse("").replace("# PostgreSQL ", "").strip();
        }
    }

    private Ending command(List<String> words) {
        var command = new ArrayList<>(asNobody);
        command.addAll(words);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ending(process.waitFor(), output);
        } catch (IOException absent) {
            return new Ending(127, String.valueOf(absent.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Ending(130, "interrupted");
        }
    }
}
