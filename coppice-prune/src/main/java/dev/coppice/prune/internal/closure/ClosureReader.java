package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the closure of a policy: seven queries on the catalogue, however many tables there are. Writes nothing. */
public final class ClosureReader {
    private final Sql sql;
    private final Policy policy;
    private final Refusals refusals;

    private ClosureReader(Sql sql, Policy policy) {
        this.sql = sql;
        this.policy = policy;
        this.refusals = new Refusals(policy.name());
    }

    /**
     * The closure of a policy as the catalogue stands now.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when a table it names is not there or cannot be pruned, or
     *     its cascade does not fit the foreign keys
     */
    public static Closure read(Sql sql, Policy policy) {
        return new ClosureReader(sql, policy).read();
    }

    private Closure read() {
        var config = policy.config();
        var associations =
                config.associations().stream().map(AssociationConfig::table).toList();
        var named = NamedTables.read(
                sql,
                refusals,
                Stream.of(
                                List.of(config.table()),
                                associations,
                                config.cascade().tables())
                        .flatMap(List::stream)
                        .toList());
        var root = named.oid(config.table());
        var seeds = new LinkedHashSet<Long>();
        seeds.add(root);
        var heirs = named.heirs(config.table());
        associations.forEach(table -> {
            seeds.add(named.oid(table));
            named.heirs(table).stream().filter(heir -> !heirs.contains(heir)).forEach(seeds::add);
        });
        var listed = config.cascade().tables().stream().map(named::oid).toList();
        var keys = Catalogue.foreignKeys(sql, seeds);
        var catalogue = Catalogue.read(sql, all(seeds, listed, keys));
        var walk = new Walk(policy, catalogue, keys, heirs);
        for (var association : config.associations()) {
            walk.associate(association, named.oid(association.table()));
            named.heirs(association.table()).stream()
                    .filter(seeds::contains)
                    .forEach(heir -> walk.associate(association, heir));
        }
        walk.from(seeds);
        return assemble(walk, catalogue, config.table());
    }

    private static Closure assemble(Walk walk, Catalogue catalogue, TableName root) {
        var among = new ArrayList<>(walk.deleted());
        // A child that is emptied by the database before it is deleted would be archived empty.
        among.addAll(walk.edited());
        var order = Groups.of(root, walk.going(), among);
        var tables = walk.tables();
        return new Closure(
                root,
                tables,
                walk.deleted(),
                walk.edited(),
                walk.blocking(),
                order,
                Fingerprint.lines(tables.values(), walk, catalogue));
    }

    private static Set<Long> all(Collection<Long> seeds, Collection<Long> listed, List<ForeignKey> keys) {
        var oids = new LinkedHashSet<>(seeds);
        oids.addAll(listed);
        keys.forEach(key -> {
            oids.add(key.child());
            oids.add(key.parent());
        });
        return oids;
    }
}
