package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class CampaignFullDiskTest {
    private static final String MOUNTED = "mount -t tmpfs -o size=4k none \"$0\" && exec \"$@\"";

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_disk_that_fills_up_again_and_again_costs_time_and_nothing_else(TestDatabase db) throws Exception {
        var scene = Scene.open(db);
        var disk = Files.createDirectory(folder.resolve("disk"));
        var archive = Files.createDirectory(folder.resolve("archive"));
        var namespace = Stream.of("unshare", "-Urm", "sh", "-c", MOUNTED, disk.toString());
        var program = Stream.of(GrowingDisk.class.getName(), db.url(), db.user(), db.password());
        var command = Stream.of(
                        namespace,
                        ChildPath.in(folder).command().stream(),
                        program,
                        Stream.of(disk.toString(), archive.toString()))
                .flatMap(part -> part)
                .toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("ended") || line.startsWith("refused"))
                .toList();
        assertThat(process.waitFor()).isZero();
        var full = lines.subList(0, Math.max(0, lines.size() - 1));
        assertThat(full).hasSizeGreaterThan(3).allMatch(List.of("ended INTERRUPTED archive.store-full")::contains);
        scene.requireWhole(archive, "a full disk");
    }
}
