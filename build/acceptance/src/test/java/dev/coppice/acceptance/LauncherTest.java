package dev.coppice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    Path folder;

    private Launcher launcher;

    @BeforeEach
    void launcher() {
        launcher = new Launcher(folder.resolve("state"));
    }

    @Test
    void it_finds_a_java_by_itself_and_says_its_version() throws Exception {
        assertThat(launcher.run("--version"))
                .returns(0, Launcher.Ended::exitCode)
                .returns("", Launcher.Ended::err)
                .extracting(Launcher.Ended::out)
                .asString()
                .matches("coppice \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    }

    @Test
    void java_home_comes_first_where_it_is_new_enough() throws Exception {
        var wanted = javaHome("wanted", "22.0.1");

        assertThat(found(wanted)).isEqualTo(wanted.toString());
    }

    @Test
    void an_old_java_home_is_passed_over() throws Exception {
        var old = javaHome("old", "17.0.15");

        assertThat(found(old)).isNotEqualTo(old.toString()).isNotEmpty();
    }

    @Test
    void a_java_without_a_compiler_runs_the_command_but_does_not_build_it() throws Exception {
        var runs = javaHome("runs", "22.0.1");
        var builds = launcher.shell(
                ". build/find-jdk.sh; coppice_find_jdk javac; printf %s \"$COPPICE_JDK\"",
                Map.of("JAVA_HOME", runs.toString()));

        assertThat(found(runs)).isEqualTo(runs.toString());
        assertThat(builds.out()).isNotEqualTo(runs.toString()).isNotEmpty();
    }

    @Test
    void folders_with_spaces_and_words_with_spaces_reach_java_whole() throws Exception {
        var java = javaHome("a java", "22.0.1");
        Files.writeString(java.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        var release = release(java.toString());
        var cache = folder.resolve("a cache");

        assertThat(launcher.shell(
                                "'" + release + "' --url x hold add 'bring up the server'",
                                Map.of("XDG_CACHE_HOME", cache.toString()))
                        .out()
                        .lines())
                .contains("-XX:SharedArchiveFile=" + cache.resolve("coppice/coppice-command-0-22.jsa"))
                .contains("-XX:TieredStopAtLevel=1")
                .endsWith("--url", "x", "hold", "add", "bring up the server");
        assertThat(launcher.shell("'" + release + "' --json up", Map.of("XDG_CACHE_HOME", cache.toString()))
                        .out()
                        .lines())
                .contains("-XX:SharedArchiveFile=" + cache.resolve("coppice/coppice-server-0-22.jsa"))
                .doesNotContain("-XX:TieredStopAtLevel=1");
    }

    @Test
    void without_a_java_it_says_what_to_install_and_starts_nothing() throws Exception {
        assertThat(launcher.shell("'" + release("") + "' --version", Map.of()))
                .returns(1, Launcher.Ended::exitCode)
                .returns(
                        "coppice: no Java of release 21 or newer was found (looked at JAVA_HOME, PATH and the usual"
                                + " folders).\nInstall one, for example \"apt-get install openjdk-21-jdk\" or a Temurin"
                                + " JDK, or set JAVA_HOME to it. Nothing was started.\n",
                        Launcher.Ended::err);
    }

    @Test
    void without_a_target_it_lists_the_ways_to_name_one() throws Exception {
        assertThat(launcher.run("hold", "list"))
                .returns(2, Launcher.Ended::exitCode)
                .extracting(Launcher.Ended::err)
                .asString()
                .contains("coppice: target.missing");
    }

    /** A release in a folder with a space, which finds the Java it is told to find. */
    private Path release(String javaHome) throws IOException {
        var release = folder.resolve("a release");
        var lib = Files.createDirectories(release.resolve("lib"));
        Files.copy(Launcher.ROOT.resolve("coppice"), release.resolve("coppice"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(release.resolve("coppice.jar"), "");
        Files.writeString(lib.resolve("version"), "0\n");
        Files.copy(Launcher.ROOT.resolve("build/find-jdk.sh"), lib.resolve("find-jdk.sh"));
        Files.writeString(
                lib.resolve("find-jdk.sh"),
                "coppice_find_jdk() { COPPICE_JDK='" + javaHome + "'; }\n",
                StandardOpenOption.APPEND);
        return release.resolve("coppice");
    }

    private String found(Path javaHome) throws IOException, InterruptedException {
        return launcher.shell(
                        ". build/find-jdk.sh; coppice_find_jdk; printf %s \"$COPPICE_JDK\"",
                        Map.of("JAVA_HOME", javaHome.toString()))
                .out();
    }

    private Path javaHome(String name, String version) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        var java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
