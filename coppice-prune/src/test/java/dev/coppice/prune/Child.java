package dev.coppice.prune;

import dev.coppice.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A running {@link CampaignProcess} or {@link RestoreProcess}, as its parent sees it. Closing it kills it. */
final class Child implements AutoCloseable {
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    private Child(Process process) {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Child start(ChildPath path, TestDatabase db) throws IOException {
        return start(List.of(), path, db);
    }

    /** One that restores and cleans. */
    static Child restoring(ChildPath path, TestDatabase db) throws IOException {
        return start(List.of(), path, RestoreProcess.class, db);
    }

    /** One that is started by something else, such as a shell that sets up what is around it. */
    static Child start(List<String> starter, ChildPath path, TestDatabase db) throws IOException {
        return start(starter, path, CampaignProcess.class, db);
    }

    static Child start(List<String> starter, ChildPath path, Class<?> main, TestDatabase db) throws IOException {
        var arguments = Stream.of(main.getName(), db.url(), db.user(), db.password());
        var command = Stream.of(starter.stream(), path.sharing().stream(), arguments)
                .flatMap(part -> part)
                .toList();
        return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    void execute(Path folder) {
        execute(folder, "nowhere", 0);
    }

    /** Orders an execution that stands for ever at a place it has passed so many times. */
    void execute(Path folder, String place, int passes) {
        orders.println(folder + " " + place + " " + passes);
    }

    /** Orders a {@link WorkersProcess} to work with so many workers. */
    void work(Path folder, String place, int passes, int workers) {
        orders.println(folder + " " + place + " " + passes + " " + workers);
    }

    /** Waits for an answer; what follows its first word. */
    String await(String answer) throws IOException {
        var seen = new StringBuilder();
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(answer)) {
                return line.substring(answer.length()).strip();
            }
            seen.append(line).append('\n');
            if (line.startsWith("ended") || line.startsWith("refused")) {
                break;
            }
        }
        throw new AssertionError("the child did not say " + answer + ", but: " + seen);
    }

    /** Lets it end by itself. */
    void leave() throws InterruptedException {
        orders.close();
        process.waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
