package dev.coppice.bench.internal;

import dev.coppice.testkit.FaultyDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a batch costs the server, counted in a run that is not timed.
 *
 * @param statements calls that reach the server; a JDBC batch is one, and so are several commands in one string
 * @param subtransactions those alive before the commit, as PostgreSQL itself counts them; 65 stands for more than 64, above
 *     which other sessions must look them up on disk; empty before PostgreSQL 16, which does not tell
 */
public record Effort(int statements, Optional<Integer> subtransactions) {
    private static final int FIRST_THAT_TELLS = 16;
    private static final int MORE_THAN_CACHED = 65;
    // language=SQL
    private static final String SUBTRANSACTIONS = """
            SELECT CASE WHEN x.subxact_overflowed THEN %d ELSE x.subxact_count END
            FROM pg_catalog.pg_stat_get_backend_idset() AS b (id),
                 pg_catalog.pg_stat_get_backend_subxact(b.id) AS x
            WHERE pg_catalog.pg_stat_get_backend_pid(b.id) = ?
            """.formatted(MORE_THAN_CACHED);

    static Effort of(Contender contender, Arena arena, Contest.Check check) throws SQLException {
        var counted = FaultyDataSource.over(arena.direct().kept().source());
        var alive = new ArrayList<Integer>();
        var endings = contender.run(counted, () -> subtransactions(arena).ifPresent(alive::add));
        check.that(contender, endings.get());
        return new Effort(counted.statements(), alive.stream().findFirst());
    }

    private static Optional<Integer> subtransactions(Arena arena) {
        var admin = arena.admin().connection();
        try {
            if (admin.getMetaData().getDatabaseMajorVersion() < FIRST_THAT_TELLS) {
                return Optional.empty();
            }
            try (var query = admin.prepareStatement(SUBTRANSACTIONS)) {
                query.setInt(1, arena.direct().kept().pid());
                try (var row = query.executeQuery()) {
                    row.next();
                    return Optional.of(row.getInt(1));
                }
            }
        } catch (SQLException failure) {
            throw BenchFaults.of(failure);
        }
    }
}
