package dev.coppice.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the launcher of this checkout.
 *
 * @param state the state folder of all its runs
 */
record Launcher(Path state) {
    static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    private static final long BOUND_SECONDS = 120;

    /**
     * A run that has ended.
     *
     * @param exitCode how
     * @param out what it answered
     * @param err what it said beside the answer
     */
    record Ended(int exitCode, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    /** Runs the command to its end. */
    Ended run(String... words) throws IOException, InterruptedException {
        return ended(process(List.of(ROOT.resolve("coppice").toString()), words));
    }

    /** Starts the command and does not wait for it. */
    Process start(String... words) throws IOException {
        return process(List.of(ROOT.resolve("coppice").toString()), words).start();
    }

    /** Runs a line of POSIX shell in the checkout. */
    Ended shell(String line, Map<String, String> environment) throws IOException, InterruptedException {
        var process = process(List.of("sh", "-c", line));
        process.environment().putAll(environment);
        return ended(process);
    }

    private ProcessBuilder process(List<String> command, String... words) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(words));
        var process = new ProcessBuilder(all).directory(ROOT.toFile());
        process.environment().put("COPPICE_STATE", state.toString());
        process.environment().remove("COPPICE_URL");
        // Maven sets it for the JDK it found; the launcher has to find one by itself.
        process.environment().remove("JAVA_HOME");
        return process;
    }

    private static Ended ended(ProcessBuilder builder) throws IOException, InterruptedException {
        var err = java.nio.file.Files.createTempFile("coppice-", ".err");
        var process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + BOUND_SECONDS + " s: " + builder.command());
        }
        var said = java.nio.file.Files.readString(err);
        java.nio.file.Files.delete(err);
        return new Ended(process.exitValue(), out, said);
    }
}
