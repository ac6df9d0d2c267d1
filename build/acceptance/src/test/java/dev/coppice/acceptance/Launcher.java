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
 * Calls a launcher.
 *
 * @param folder where it lies
 * @param state the state folder of all its runs
 * @param alone whether it gets an empty environment but for a JDK and a home
 */
record Launcher(Path folder, Path state, boolean alone) {
    static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    private static final long BOUND_SECONDS = 120;

    /** The one of this checkout. */
    Launcher(Path state) {
        this(ROOT, state, false);
    }

    /** The one of a release that was unpacked, as somebody calls it who has a JDK and nothing else. */
    static Launcher ofRelease(Path release, Path home) {
        return new Launcher(release, home, true);
    }

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
        return ended(process(List.of(folder.resolve("coppice").toString()), words));
    }

    /** Starts the command and does not wait for it. */
    Process start(String... words) throws IOException {
        return process(List.of(folder.resolve("coppice").toString()), words).start();
    }

    /** Runs a line of POSIX shell in the checkout. */
    Ended shell(String line, Map<String, String> environment) throws IOException, InterruptedException {
        var process = process(List.of("sh", "-c", line));
        process.environment().putAll(environment);
        return ended(process);
    }

    /** Waits for the greeting of a server, which is complete when its outermost brace closes. */
    static JsonNode greeting(Process started) throws IOException {
        var document = new StringBuilder();
        var lines = started.inputReader(StandardCharsets.UTF_8);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            document.append(line);
            if (line.equals("}")) {
                return JsonMapper.shared().readTree(document.toString());
            }
        }
        throw new AssertionError(
                "it ended early: " + new String(started.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private ProcessBuilder process(List<String> command, String... words) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(words));
        var process = new ProcessBuilder(all).directory((alone ? state : ROOT).toFile());
        if (alone) {
            process.environment().clear();
            process.environment()
                    .putAll(Map.of(
                            "HOME", state.toString(),
                            "JAVA_HOME", System.getProperty("java.home"),
                            "PATH", "/usr/bin:/bin"));
            return process;
        }
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
