package dev.coppice.cli.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is whole or not there, and its owner's alone. */
class OwnFileTest {
    @TempDir
    Path folder;

    @Test
    void it_has_its_name_once_it_is_whole() throws IOException {
        var file = folder.resolve("backup.zip");
        try (var whole = OwnFile.of(file)) {
            whole.out().write("half".getBytes(UTF_8));
            assertThat(file).doesNotExist();
            whole.out().write(" and half".getBytes(UTF_8));
            whole.keep();
        }

        assertThat(file).hasContent("half and half");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void what_fails_leaves_nothing() throws IOException {
        try (var whole = OwnFile.of(folder.resolve("backup.zip"))) {
            whole.out().write(1);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_a_killed_command_has_left_is_written_over() throws IOException {
        var left = Files.writeString(folder.resolve("backup.zip.part"), "a long beginning of a file");
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-rw-rw-"));

        try (var whole = OwnFile.of(folder.resolve("backup.zip"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left)))
                    .isEqualTo("rw-------");
            whole.out().write("whole".getBytes(UTF_8));
            whole.keep();
        }

        assertThat(folder.resolve("backup.zip")).hasContent("whole");
    }

    @Test
    void two_do_not_write_one() throws IOException {
        var file = folder.resolve("backup.zip");
        try (var first = OwnFile.of(file)) {
            first.out().write("first".getBytes(UTF_8));
            assertThatThrownBy(() -> OwnFile.of(file))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage("The file " + file
                            + " was not written. Another command is writing it. Nothing was changed. "
                            + "Wait for that one to end, or name another file.");
            first.keep();
        }
        assertThat(file).hasContent("first");
    }

    @Test
    void what_has_the_name_meanwhile_stays() throws IOException {
        var file = folder.resolve("backup.zip");
        try (var whole = OwnFile.of(file)) {
            Files.writeString(file, "of somebody else");
            assertThatThrownBy(whole::keep).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(file).hasContent("of somebody else");
    }

    @Test
    void a_link_in_its_place_is_not_followed() throws IOException {
        var elsewhere = Files.writeString(folder.resolve("elsewhere"), "kept");
        Files.createSymbolicLink(folder.resolve("backup.zip.part"), elsewhere);

        assertThatThrownBy(() -> OwnFile.of(folder.resolve("backup.zip"))).isInstanceOf(IOException.class);
        assertThat(elsewhere).hasContent("kept");
    }
}
