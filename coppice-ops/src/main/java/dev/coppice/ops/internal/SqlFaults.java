package dev.coppice.ops.internal;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.SqlError;
import java.sql.SQLException;

/** What ops say of an error of the database, for modules that send a statement of their own. */
public final class SqlFaults {
    private SqlFaults() {}

    /** The error of a statement about {@code what}. */
    public static CoppiceException of(String what, SQLException failure) {
        return Faults.of(what, SqlError.of(failure));
    }
}
