package dev.coppice.cli.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    @TempDir
    Path folder = Path.of("");

    /** What another JVM does: unpacks and says where. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(Binaries.unpackedIn(Path.of(arguments[0])));
    }

    @Test
    void two_processes_that_unpack_at_once_get_one_whole_copy_and_debris_is_no_hindrance() throws Exception {
        var first = Demo.inAnotherJvm(BinariesTest.class, folder.toString());
        var second = Demo.inAnotherJvm(BinariesTest.class, folder.toString());
        var unpacked = Path.of(Demo.line(first));
        assertThat(Path.of(Demo.line(second))).isEqualTo(unpacked);
        assertThat(unpacked.resolve("bin/postgres")).isExecutable();
        assertThat(Programs.of(unpacked).run("postgres", "--version").output()).startsWith("postgres (PostgreSQL) ");
        assertThat(Programs.of(unpacked).majorVersion()).containsOnlyDigits();

        var debris = unpacked.resolveSibling(unpacked.getFileName() + ".unfinished");
        Files.move(unpacked, debris);
        Files.delete(debris.resolve("bin/postgres"));
        assertThat(Binaries.unpackedIn(folder)).isEqualTo(unpacked);
        assertThat(unpacked.resolve("bin/postgres")).isExecutable();
        assertThat(debris).doesNotExist();
    }
}
