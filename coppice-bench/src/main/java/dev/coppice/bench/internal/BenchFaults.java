package dev.coppice.bench.internal;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.sql.SQLException;

/** Why a benchmark gave no figures. */
public final class BenchFaults {
    private static final String DUPLICATE_SCHEMA = "42P06";
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
            case FORBIDDEN ->
                Fault.of("bench.forbidden", Fault.Kind.REFUSED)
                        .refused("The benchmark was not run.")
                        .found("The user may not create a schema in this database.")
                        .changed("Nothing was done.")
                        .next("Grant CREATE on the database, or leave out --url for a server of the benchmark's own.")
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

    static CoppiceException noSlowLink(IllegalArgumentException cause) {
        return Fault.of("bench.no-slow-link", Fault.Kind.USAGE)
                .refused("The benchmark was not run.")
                .found("The address does not name one host, so no proxy can stand in front of it.")
                .changed("Nothing was left in the database.")
                .next("Name one host, or leave the slow link out with a delay of 0.")
                .exception(cause);
    }

    static CoppiceException differ(String contender, String difference) {
        return Fault.of("bench.results-differ", Fault.Kind.FAILED)
                .refused("The benchmark gave no figures.")
                .found("Coppice and \"" + contender + "\" did not do the same: " + difference + ".")
                .changed("The schema of the benchmark is dropped.")
                .next("Please report it: one of the two is wrong.")
                .exception();
    }
}
