package dev.coppice.archive.query;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is said when a query or an export fails. */
final class QueryFaults {
    private QueryFaults() {}

    static CoppiceException refused(@Nullable String parser) {
        return refusedBecause(parser == null ? "It is not exactly one statement." : sentence(parser));
    }

    private static CoppiceException refusedBecause(String found) {
        return Fault.of("archive.query-refused", Kind.USAGE)
                .refused("The query was not run.")
                .found(found)
                .changed("Nothing was read.")
                .next("Give exactly one SELECT over the archive's tables.")
                .exception();
    }

    /** What DuckDB said; its words name only what the query names, unless a value of a row is in them. */
    static CoppiceException failed(SQLException failure, QueryLimits limits) {
        var words = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        if (words.startsWith("INTERRUPT")) {
            return ended(
                    "archive.query-timeout",
                    "It ran longer than " + limits.time().toSeconds() + " s.");
        }
        if (words.startsWith("Out of Memory")) {
            return ended(
                    "archive.query-memory",
                    "It needed more than " + limits.memoryMebibytes() + " MiB with the archive in it.");
        }
        var mayShow = words.startsWith("Binder Error")
                || words.startsWith("Catalog Error")
                || words.startsWith("Permission Error");
        return Fault.of("archive.query-failed", Kind.USAGE)
                .refused("The query failed.")
                .found("DuckDB says: " + (mayShow ? sentence(words) : words.replaceFirst(":.*", ".")))
                .changed("Nothing was changed.")
                .next("Mend the query.")
                .exception();
    }

    static CoppiceException tooLarge(QueryLimits limits) {
        return ended("archive.query-too-large", "Its answer has more than " + limits.characters() + " characters.");
    }

    static CoppiceException exists(Path file) {
        return Fault.of("archive.export-exists", Kind.CONFLICT)
                .refused("Nothing was exported.")
                .found(file + " is there already.")
                .changed("Nothing was written.")
                .next("Give an empty folder.")
                .exception();
    }

    static CoppiceException notWritten(Path file, Exception cause) {
        return Fault.of("archive.export-failed", Kind.UNAVAILABLE)
                .refused(file + " was not written.")
                .found("The folder cannot be written, or it is full.")
                .changed("Files written before it are whole.")
                .next("Make room there, or give another folder.")
                .exception(cause);
    }

    private static CoppiceException ended(String code, String found) {
        return Fault.of(code, Kind.REFUSED)
                .refused("The query was ended.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Ask for less, or raise the limit.")
                .exception();
    }

    private static String sentence(String words) {
        return words.endsWith(".") || words.endsWith("!") ? words : words + ".";
    }
}
