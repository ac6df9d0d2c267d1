package dev.coppice.acceptance;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release zip as somebody tries it who has a JDK and nothing else: unpacked into an empty folder, with an empty environment. */
@PostgresTest(DATABASE)
class ReleaseTest {
    private static final Pattern NOTED = Pattern.compile("(?m)^\\| (`.*`) \\| .* \\| .* \\|$");
    private static final long BOUND_SECONDS = 120;

    @TempDir
    static Path unpacked;

    /** One for all, so that a later start finds what an earlier one left to be faster. */
    @TempDir
    static Path home;

    private static Path release;

    private Launcher launcher;
    private @Nullable Process server;

    @BeforeAll
    static void unpack(@TempDir Path state) throws Exception {
        var said = new Launcher(state).run("--version").out();
        var name = said.strip().replace(' ', '-');
        var zip = Launcher.ROOT.resolve("coppice-cli/target/" + name + ".zip");
        assertThat(zip)
                .as("the zip that the package phase of coppice-cli makes")
                .exists();
        release = unpacked.resolve(name);
        try (var content = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
                var files = Files.walk(content.getPath("/" + name))) {
            for (var file : (Iterable<Path>) files::iterator) {
                var to = unpacked.resolve(content.getPath("/").relativize(file).toString());
                Files.copy(file, to);
                Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(file));
            }
        }
    }

    @BeforeEach
    void launcher() {
        launcher = Launcher.ofRelease(release, home);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            assertThat(server.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void it_holds_what_an_operator_needs() {
        assertThat(Stream.of(
                        "LICENSE",
                        "CHANGELOG.md",
                        "THIRD-PARTY.md",
                        "docs/README.md",
                        "docs/known-defects.md",
                        "docs/coppice.schema.json",
                        "docs/guides/operations-install.md",
                        "packaging/systemd/coppice.service",
                        "packaging/prometheus/alerts.yaml",
                        "packaging/grafana/coppice.json"))
                .allSatisfy(file -> assertThat(release.resolve(file)).isNotEmptyFile());
        assertThat(release.resolve("coppice")).isExecutable();
    }

    @Test
    void the_licence_of_each_jar_is_noted_and_no_other() throws IOException {
        var noted = NOTED.matcher(Files.readString(release.resolve("THIRD-PARTY.md")))
                .results()
                .flatMap(line -> Stream.of(line.group(1).replace("`", "").split(", ")))
                .toList();
        var jars = names(release.resolve("lib"), name -> name.endsWith(".jar"));

        assertThat(jars).allSatisfy(jar -> assertThat(noted).anyMatch(jar::startsWith));
        assertThat(noted).allSatisfy(prefix -> assertThat(jars).anyMatch(jar -> jar.startsWith(prefix)));
    }

    @Test
    void it_completes_words() throws Exception {
        assertThat(launcher.run("completion"))
                .returns(0, Launcher.Ended::exitCode)
                .extracting(Launcher.Ended::out)
                .asString()
                .contains("complete -F _complete_coppice");
    }

    @Test
    void it_serves_a_database(TestDatabase database) throws Exception {
        var url = UpTest.url(database);
        server = launcher.start("serve", "--url", url, "--json");

        assertThat(UpTest.status(Launcher.greeting(server), "/health/ready")).isEqualTo(200);
        assertThat(launcher.run("schema", "status", "--url", url, "--json"))
                .returns(0, Launcher.Ended::exitCode)
                .extracting(ended -> ended.json().at("/state").asString())
                .isEqualTo("current");
    }

    @Test
    void it_brings_its_own_postgres_and_leaves_none_running() throws Exception {
        var up = launcher.start("up", "--sessions", "50", "--json");
        server = up;

        assertThat(UpTest.status(Launcher.greeting(up), "/health/ready")).isEqualTo(200);
        up.destroy();
        assertThat(up.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(names(home, "postmaster.pid"::equals)).isEmpty();
        assertThat(names(home, name -> name.startsWith("PG_VERSION"))).isNotEmpty();
    }

    private static List<String> names(Path folder, Predicate<String> wanted) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .toList();
        }
    }
}
