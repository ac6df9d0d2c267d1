package dev.coppice.testkit.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFoldersTest {
    @TempDir
    Path parent = Path.of("");

    @Test
    void a_folder_belongs_to_its_jvm_until_it_is_released() throws IOException {
        var folders = new ServerFolders(parent);
        var claim = folders.claim();
        var second = folders.claim();
        assertThat(folders.folders()).containsExactlyInAnyOrder(claim.folder(), second.folder());
        claim.release();
        second.release();
        assertThat(folders.folders()).isEmpty();
    }

    @Test
    void what_a_killed_jvm_left_is_stopped_and_removed_by_the_next_but_not_while_it_lives() throws Exception {
        var folders = new ServerFolders(parent);
        var jvm = startJvm();
        try {
            var url = firstLine(jvm);
            assertThat(url).startsWith("jdbc:postgresql://localhost:");
            var abandoned = folders.folders().getFirst();
            var postgres = postmaster(abandoned);
            folders.claim().release();
            assertThat(abandoned.resolve("data/PG_VERSION")).exists();
            assertThat(postgres.isAlive()).isTrue();

            assertThat(jvm.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(postgres.isAlive()).isTrue();
            folders.claim().release();
            assertThat(postgres.isAlive()).isFalse();
            assertThat(folders.folders()).isEmpty();
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void a_process_id_that_now_belongs_to_another_program_is_left_alone() throws IOException {
        var data = Files.createDirectories(parent.resolve("server-1/data"));
        Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n");
        var folders = new ServerFolders(parent);
        folders.claim().release();
        assertThat(folders.folders()).isEmpty();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    private Process startJvm() throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        KilledJvm.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String firstLine(Process jvm) throws IOException {
        var out = new BufferedReader(jvm.inputReader(UTF_8));
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("jdbc:")) {
                return line;
            }
        }
        return "the JVM ended";
    }

    private static ProcessHandle postmaster(Path folder) throws IOException {
        var pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
