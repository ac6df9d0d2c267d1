package dev.coppice.cli.internal.command;

import dev.coppice.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command in a process of its own.
 *
 * @param process the process
 * @param said its standard error, read line by line
 */
public record CommandProcess(Process process, BufferedReader said) implements AutoCloseable {
    private static final int SECONDS = 60;

    /** A run with {@code --url} of the test's database behind the words; its answer is in {@code folder/out}. */
    public static CommandProcess start(TestDatabase database, Path folder, String... words) throws IOException {
        return start(database, folder, List.of(), words);
    }

    /** The same for somebody who sits at a terminal and is asked there. */
    public static CommandProcess atTerminal(TestDatabase database, Path folder, String... words) throws IOException {
        return start(database, folder, List.of("-Dcoppice.terminal=true", "-Dcoppice.terminal.in=true"), words);
    }

    /** A run on the databases that a configuration among the words declares, which have the password of the test's. */
    public static CommandProcess declared(TestDatabase database, Path folder, String... words) throws IOException {
        return run(database, folder, List.of(), List.of(words));
    }

    private static CommandProcess start(TestDatabase database, Path folder, List<String> properties, String... words)
            throws IOException {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", database.url() + "?user=" + database.user()));
        return run(database, folder, properties, all);
    }

    private static CommandProcess run(TestDatabase database, Path folder, List<String> properties, List<String> words)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true"));
        command.addAll(properties);
        command.add("dev.coppice.cli.Coppice");
        command.addAll(words);
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("PGPASSWORD", database.password());
        var process = builder.redirectOutput(folder.resolve("out").toFile()).start();
        return new CommandProcess(
                process, new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)));
    }

    /** Reads what it says up to a line that holds these words. */
    public String saidUntil(String words) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.contains(words)) {
                return String.join("\n", lines);
            }
        }
        throw new AssertionError("never said \"" + words + "\", but:\n" + String.join("\n", lines));
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Types a line. */
    public void types(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends it with {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** How it ended. */
    public int ended() throws IOException, InterruptedException {
        said.transferTo(Writer.nullWriter());
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
