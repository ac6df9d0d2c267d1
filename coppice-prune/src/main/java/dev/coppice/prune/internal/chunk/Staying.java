package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Stays;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what must not go after all, up to the roots. */
public final class Staying {
    private final Sql sql;
    private final Closure closure;
    private final Stays texts;
    private final Set<TableName> held;
    private final List<Reason> reasons = new ArrayList<>();
    private final Set<TableName> tables = new HashSet<>();

    /**
     * Why a root stays.
     *
     * @param code a stable word
     * @param sentence the same for people
     */
    public record Reason(String code, String sentence) {}

    /**
     * What stays of what is in hand.
     *
     * @param held the tables that have holds
     */
    public Staying(Sql sql, ChunkSql texts, Set<TableName> held) {
        this.sql = sql;
        this.closure = texts.closure();
        this.texts = texts.stays();
        this.held = held;
    }

    /**
     * Fills the sets of what stays.
     *
     * @param may the condition that a row of the policy's table may go
     * @param locked what is in hand
     * @return why, empty when everything may go
     */
    public List<Reason> find(String may, Reach.Counts locked) {
        if (!closure.into(closure.root()).isEmpty() && found(texts.living(may))) {
            stays(
                    closure.root(),
                    "referenced",
                    "A row of " + closure.root() + " that stays, since it may not go itself, refers to it.");
        }
        for (var relation : closure.blocking()) {
            if (locked.of(relation.parent()) > 0 && sql.one(texts.referred(relation), row -> row.truth("found"))) {
                found(texts.named(relation));
                stays(relation.parent(), "referenced", "A row of " + relation.child() + " that stays refers to it.");
            }
        }
        for (var table : held) {
            if (locked.of(table) > 0 && found(texts.held(table))) {
                stays(table, "held", "A row of " + table + " that belongs to it is held.");
            }
        }
        for (var relation : closure.edited()) {
            if (heldFromForgetting(relation, locked)) {
                found(texts.namedByHeld(relation));
                stays(
                        relation.parent(),
                        "held",
                        "A row of " + relation.child() + " that would have to forget it is held.");
            }
        }
        if (!reasons.isEmpty()) {
            climb();
        }
        return List.copyOf(reasons);
    }

    private boolean heldFromForgetting(Relation relation, Reach.Counts locked) {
        return relation.forgets()
                && locked.of(relation.parent()) > 0
                && sql.one(texts.heldReferring(relation), row -> row.truth("found"));
    }

    private void stays(TableName table, String code, String sentence) {
        tables.add(table);
        reasons.add(new Reason(code, sentence));
    }

    /** Up along the relations by which rows were reached, until nothing new is found; then to rows not in hand. */
    private void climb() {
        var more = true;
        while (more) {
            more = false;
            for (var relation : closure.deleted()) {
                if (tables.contains(relation.child()) && !ownChain(relation) && found(texts.climb(relation))) {
                    tables.add(relation.parent());
                    more = true;
                }
            }
        }
        closure.into(closure.root()).stream().filter(Relation::self).forEach(own -> found(texts.climbOwn(own)));
    }

    /** What is climbed at the end in one statement, as far as it goes. */
    private boolean ownChain(Relation relation) {
        return relation.child().equals(closure.root())
                && closure.into(closure.root()).stream().allMatch(Relation::self);
    }

    private boolean found(String text) {
        return sql.one(text, row -> row.number("n")) > 0;
    }
}
