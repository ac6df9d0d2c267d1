package dev.coppice.cli.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that fail are shell scripts that fail. */
class ProgramsTest {
    @TempDir
    Path temporary = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"echo 'unshare: Operation not permitted' >&2; exit 1", "echo 0"})
    void root_that_may_not_leave_its_rights_is_told_what_to_do(String unshare) throws IOException {
        var forbidden = script("unshare", unshare).toString();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(new Programs(temporary, List.of(forbidden))::refuseRootWithoutNamespaces)
                .returns("embedded.user-namespaces", CoppiceException::code)
                .withMessage("The embedded PostgreSQL was not started. PostgreSQL does not run as root, and this system"
                        + " does not let root leave its rights by a user namespace (the command unshare -U fails)."
                        + " Nothing was left running and no data was changed. Run the command as another user, or give"
                        + " --url to use a database that runs already.");
    }

    @Test
    void a_system_without_the_command_is_the_same_and_a_normal_user_needs_none() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(new Programs(temporary, List.of("/no/such/unshare"))::refuseRootWithoutNamespaces)
                .returns("embedded.user-namespaces", CoppiceException::code);
        new Programs(temporary, List.of()).refuseRootWithoutNamespaces();
    }

    @Test
    void an_initdb_that_fails_leaves_nothing_and_its_reason_is_told() throws IOException {
        Files.createDirectories(temporary.resolve("share/postgresql"));
        Files.writeString(temporary.resolve("share/postgresql/postgres.bki"), "# PostgreSQL 18\n");
        script("bin/initdb", """
            folder=${1#--pgdata=}
            mkdir -p "$folder/base"
            echo 'creating subdirectories'
            echo 'initdb: error: could not write file: No space left on device' >&2
            echo 'initdb: removing contents of data directory' >&2
            exit 1""");
        var folder = ServerFolder.open(temporary.resolve("state"));
        var cluster = new Cluster(folder, new Programs(temporary, List.of()));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(cluster::prepare)
                .returns("embedded.initdb-failed", CoppiceException::code)
                .withMessage("The embedded PostgreSQL was not started. Its data could not be made in "
                        + folder.directory() + ": could not write file: No space left on device."
                        + " Nothing was left running and no data was changed. Mend that and start again.");
        assertThat(folder.directory())
                .isDirectoryContaining("glob:**/password")
                .isDirectoryNotContaining("glob:**/data*");
    }

    @Test
    void a_folder_of_somebody_else_is_told_without_the_words_of_java() {
        var denied = new AccessDeniedException("/somewhere/lock");
        assertThat(EmbeddedFaults.unusable(Path.of("/somewhere"), denied))
                .hasMessage("The embedded PostgreSQL was not started. The directory /somewhere cannot be written to:"
                        + " permission denied. Nothing was left running and no data was changed. Give a directory that"
                        + " belongs to you and has free space.");
    }

    private Path script(String name, String body) throws IOException {
        var file = temporary.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
