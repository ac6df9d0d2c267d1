package dev.coppice.cli.internal.embedded;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What is said when the embedded server cannot be had. */
final class EmbeddedFaults {
    private EmbeddedFaults() {}

    static CoppiceException portTaken(int port) {
        return refused("port-taken", Kind.UNAVAILABLE)
                .found("Port " + port + " on 127.0.0.1 is in use by another program.")
                .next("Give another port, or 0 for any free one.")
                .exception();
    }

    static CoppiceException notADirectory(Path directory, IOException cause) {
        return refused("directory-unusable", Kind.USAGE)
                .found(directory + " is not a directory.")
                .next("Give a directory, or a path where one can be made.")
                .exception(cause);
    }

    static CoppiceException unusable(Path directory, IOException cause) {
        return refused("directory-unusable", Kind.USAGE)
                .found("The directory " + directory + " cannot be written to: " + reason(cause) + ".")
                .next("Give a directory that belongs to you and has free space.")
                .exception(cause);
    }

    static CoppiceException unquotable(Path path) {
        return refused("directory-unusable", Kind.USAGE)
                .found("The path " + path.toString().replaceAll("\\p{Cntrl}", "?")
                        + " holds a double quote, a dollar sign, a backquote, a backslash or a control character, which"
                        + " PostgreSQL's own programs cannot handle.")
                .next("Give a directory without them.")
                .exception();
    }

    static CoppiceException inUse(ServerFolder folder, String owner) {
        var who = owner.isEmpty() ? "Another process" : "Process " + owner;
        return refused("in-use", Kind.UNAVAILABLE)
                .found(who + " runs a server on " + folder.directory() + ".")
                .next("Use that server, stop it first, or give another directory.")
                .exception();
    }

    static CoppiceException unknownData(ServerFolder folder) {
        return refused("data-unknown", Kind.UNAVAILABLE)
                .found(folder.data() + " exists and is not the data of a PostgreSQL server.")
                .next("Move it away, or give another directory.")
                .exception();
    }

    static CoppiceException otherVersion(ServerFolder folder, String found, String expected) {
        return refused("version-differs", Kind.UNAVAILABLE)
                .found("The data in " + folder.data() + " was written by PostgreSQL " + found
                        + ", and the server that comes with this Coppice is PostgreSQL " + expected + ".")
                .next("Give another directory to start afresh, or keep the data by running the release of Coppice that"
                        + " wrote it.")
                .exception();
    }

    static CoppiceException passwordMissing(ServerFolder folder) {
        return refused("password-missing", Kind.UNAVAILABLE)
                .found("There is data in " + folder.data() + ", but its password file " + folder.password()
                        + " is gone.")
                .next("Put the file back, or give another directory to start afresh.")
                .exception();
    }

    static CoppiceException namespacesForbidden() {
        return refused("user-namespaces", Kind.UNAVAILABLE)
                .found("PostgreSQL does not run as root, and this system does not let root leave its rights by a user"
                        + " namespace (the command unshare -U fails).")
                .next("Run the command as another user, or give --url to use a database that runs already.")
                .exception();
    }

    static CoppiceException noBinaries(String system, String machine) {
        return refused("platform", Kind.UNAVAILABLE)
                .found("This build carries no PostgreSQL for " + system + " on " + machine + ".")
                .next("Give --url to use a database that runs already.")
                .exception();
    }

    static CoppiceException initdbFailed(ServerFolder folder, String reason) {
        return refused("initdb-failed", Kind.FAILED)
                .found("Its data could not be made in " + folder.directory() + ": " + reason + ".")
                .next("Mend that and start again.")
                .exception();
    }

    static CoppiceException startFailed(ServerFolder folder, String reason) {
        return refused("start-failed", Kind.FAILED)
                .found("It did not come up: " + reason + ".")
                .next("Read " + folder.log() + ", mend that and start again.")
                .exception();
    }

    static CoppiceException stopFailed(ServerFolder folder, String reason) {
        return Fault.of("embedded.stop-failed", Kind.FAILED)
                .refused("The embedded PostgreSQL was not stopped.")
                .found("It still runs on " + folder.data() + ": " + reason + ".")
                .changed("Its data is safe, since it is written before each commit returns.")
                .next("Read " + folder.log() + ", and end the process named in postmaster.pid.")
                .exception();
    }

    private static Fault refused(String reason, Kind kind) {
        return Fault.of("embedded." + reason, kind)
                .refused("The embedded PostgreSQL was not started.")
                .changed("Nothing was left running and no data was changed.");
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        var message = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
