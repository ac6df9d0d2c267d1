package dev.coppice.control;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is said when the schema is not the one this program works with. */
final class SchemaFaults {
    private SchemaFaults() {}

    static Fault missing(SchemaStatus.Absent absent) {
        return Fault.of("schema.missing", Kind.REFUSED)
                .refused("The call needs the schema coppice in the target database.")
                .found("The database has none; this program works with version " + absent.known() + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice schema migrate\", or apply the output of \"coppice schema print\".");
    }

    static Fault behind(SchemaStatus.Behind behind) {
        return Fault.of("schema.behind", Kind.REFUSED)
                .refused("The call needs version " + behind.known() + " of the schema coppice.")
                .found("The database has version " + behind.found() + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice schema migrate\", or apply the newer scripts of \"coppice schema print\".");
    }

    static Fault ahead(SchemaStatus.Ahead ahead) {
        return Fault.of("schema.ahead", Kind.REFUSED)
                .refused("The call needs version " + ahead.known() + " of the schema coppice.")
                .found("The database has version " + ahead.found() + ", made by a newer Coppice.")
                .changed("Nothing was changed.")
                .next("Use a Coppice that knows version " + ahead.found() + ".");
    }
}
