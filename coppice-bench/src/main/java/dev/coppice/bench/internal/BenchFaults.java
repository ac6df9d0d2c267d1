package dev.coppice.bench.internal;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.sql.SQLException;

/** Why a benchmark gave no figures. */
public final class BenchFaults {
    private static final String DUPLICATE_SCHEMA = "42P06";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String FORBIDDEN = "42501";

    private BenchFaults() {}

    /** What the database said to a statement of the benchmark itself. */
    public static CoppiceException of(SQLException failure) {
        return switch (String.valueOf(failure.getSQLState())) {
            case DUPLICATE_SCHEMA ->
                Fault.of("bench.schema-exists", Fault.Kind.REFUSED)
                        .refused("The benchmark was not run.")
                        .found("The database has a schema " + Arena.SCHEMA + " already.")
                        .changed("Nothing was done.")
                        .next("If no other benchmark is running, drop it: DROP SCHEMA " + Arena.SCHEMA + " CASCADE.")
                        .exception(failure);
            case DUPLICATE_DATABASE ->
                Fault.of("bench.database-exists", Fault.Kind.REFUSED)
                        .refused("The benchmark was not run.")
                        .found("The server has a database coppice_bench_template or coppice_bench_scene already.")
                        .changed("Nothing was done.")
                        .next("If no other benchmark is running, drop them: DROP DATABASE coppice_bench_template;"
                                + " DROP DATABASE coppice_bench_scene.")
                        .exception(failure);
            case FORBIDDEN ->
                Fault.of("bench.forbidden", Fault.Kind.REFUSED)
                        .refused("The benchmark was not run.")
                        .found(
                                "The user may not create what the benchmark needs: a schema, and for some benchmarks databases.")
                        .changed("Nothing was done.")
                        .next(
                                "Grant CREATE on the database, and CREATEDB to the user, or leave out --url for a server of the benchmark's own.")
                        .exception(failure);
            default ->
                Fault.of("bench.database-failed", Fault.Kind.FAILED)
                        .refused("The benchmark ended early.")
                        .found("The database answered with error " + failure.getSQLState() + ".")
                        .changed("Schema " + Arena.SCHEMA + " may be left, if it could not be dropped.")
                        .next("See the log for the cause; drop the schema if it is left.")
                        .exception(failure);
        };
    }

    /** A side could not write where it keeps what it removes. */
    public static CoppiceException unwritable(IOException cause) {
        return Fault.of("bench.folder-unwritable", Fault.Kind.FAILED)
                .refused("The benchmark ended early.")
                .found("The folder for archives, in that for temporary files, cannot be written to or cleared.")
                .changed("Files may be left in it.")
                .next("Make room there, or give another with -Djava.io.tmpdir in JAVA_TOOL_OPTIONS.")
                .exception(cause);
    }

    static CoppiceException noSlowLink(IllegalArgumentException cause) {
        return Fault.of("bench.no-slow-link", Fault.Kind.USAGE)
                .refused("The benchmark was not run.")
                .found("The address does not name one host, so no proxy can stand in front of it.")
                .changed("Nothing was left in the database.")
                .next("Name one host, or leave the slow link out with a delay of 0.")
                .exception(cause);
    }

    /** One side did something else than the other, or not all of it. */
    public static CoppiceException differ(String contender, String difference) {
        return Fault.of("bench.results-differ", Fault.Kind.FAILED)
                .refused("The benchmark gave no figures.")
                .found("Coppice and \"" + contender + "\" did not do the same: " + difference + ".")
                .changed("The schema of the benchmark is dropped.")
                .next("Please report it: one of the two is wrong.")
                .exception();
    }
}
