package dev.coppice.examples.graphplatform;

import dev.coppice.examples.graphplatform.internal.Installation;
import dev.coppice.examples.graphplatform.internal.Population;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The example platform in a database of its own: schema {@code app}, and one schema {@code tenant_<graph_id>} for each
 * graph. The role needs the right to create schemas there and no other; no extension is used.
 *
 * <p>Every method opens and closes its own connection, for any thread. Two calls at once, also from two processes, take
 * turns.
 */
public final class GraphPlatform {
    private GraphPlatform() {}

    /**
     * Creates the empty tables in one transaction. Does nothing where they are.
     *
     * @throws dev.coppice.ops.CoppiceException {@code example.schema-taken} if another schema {@code app} is in the way;
     *     {@code example.database} if PostgreSQL refused
     */
    public static void install(DataSource database) {
        Installation.install(database);
    }

    /** Whether the tables are there, empty or not. */
    public static boolean isInstalled(DataSource database) {
        return Installation.isInstalled(database);
    }

    /** Whether {@link #populate} has finished here. */
    public static boolean isPopulated(DataSource database) {
        return Installation.isPopulated(database);
    }

    /**
     * Installs the tables where they are missing and fills them, in many transactions. A call that was cut short, by an
     * error or by {@code kill -9}, leaves a database that {@link #isPopulated} tells apart; the next call goes on from
     * the last commit and reaches the same rows. It keeps the instant the first call began with.
     *
     * @param progress hears of each step after its commit, on the calling thread; what it throws ends the call
     * @return the data set that is now there; its instant is that of the call that began it
     * @throws dev.coppice.ops.CoppiceException {@code example.other-dataset} if rows of another size or seed are there;
     *     {@code example.schema-taken} and {@code example.database} as in {@link #install}
     */
    public static Dataset populate(DataSource database, Dataset dataset, Consumer<Progress> progress) {
        return Population.run(database, dataset, progress);
    }

    /** The data set that is there, finished or not; empty where none was begun. */
    public static Optional<Dataset> findDataset(DataSource database) {
        return Installation.findDataset(database);
    }
}
