package dev.coppice.cli.internal.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demonstration as it is started by somebody who has nothing but the command. */
class DemoProcessTest {
    /** Unpacked once per build folder. */
    private static final Path STATE = Path.of("target", "demo").toAbsolutePath();

    private static final Path TEMPORARY = STATE.resolve("demo");
    private static final long BOUND_SECONDS = 300;

    @TempDir
    Path folder;

    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = demo("out");
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void every_check_holds_and_nothing_is_left() throws Exception {
        process.getErrorStream().transferTo(System.out);

        assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        var checks = JsonMapper.shared().readTree(folder.resolve("out")).path("checks");
        assertThat(checks.valueStream().filter(check -> !check.path("held").asBoolean()))
                .isEmpty();
        assertThat(checks.valueStream().map(DemoProcessTest::scene).distinct())
                .containsExactlyElementsOf(Play.ALL.stream().map(Scene::name).toList());
        assertThat(process.exitValue()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void a_second_one_is_refused_and_ctrl_c_removes_everything_of_the_first() throws Exception {
        said("doctor: ");
        var second = demo("second");
        assertThat(second.errorReader(UTF_8).lines()).contains("coppice: embedded.in-use");
        assertThat(second.waitFor()).isEqualTo(1);

        said("prune: ");
        signal("INT");

        var rest = process.errorReader(UTF_8).lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(rest)
                .contains("Stopping: what was started is being removed. Ctrl-C again ends it at once.")
                .doesNotContain("NOT HELD");
        assertNothingIsLeft();
    }

    @Test
    void what_a_killed_one_left_is_removed_by_the_next() throws Exception {
        said("doctor: ");
        process.destroyForcibly().waitFor();
        assertThat(servers()).isNotEmpty();
        process = demo("out");
        said("doctor: ");
        signal("TERM");

        assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();
    }

    private Process demo(String out) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:disable",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "dev.coppice.cli.Coppice",
                        "demo",
                        "--json")
                .directory(folder.toFile())
                .redirectOutput(folder.resolve(out).toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("COPPICE_STATE", STATE.toString());
        return builder.start();
    }

    private void said(String words) throws IOException {
        // The process keeps one reader, so what is behind these words is still there.
        var lines = process.errorReader(UTF_8);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("never said " + words);
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private static void assertNothingIsLeft() {
        assertThat(TEMPORARY).doesNotExist();
        assertThat(servers()).isEmpty();
    }

    /** Processes that name the temporary folder. */
    private static List<ProcessHandle> servers() {
        return ProcessHandle.allProcesses()
                .filter(running -> running.info().commandLine().orElse("").contains(TEMPORARY.toString()))
                .toList();
    }

    private static String scene(JsonNode check) {
        return check.path("name").asString().split("\\.", 2)[0];
    }
}
