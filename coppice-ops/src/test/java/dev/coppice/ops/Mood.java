package dev.coppice.ops;

import org.jooq.EnumType;
import org.jooq.Schema;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** An enum of the database, in the schema of the test that runs. */
enum Mood implements EnumType {
    glad,
    calm,
    grim;

    private static volatile String schema = "";

    static void in(String name) {
        schema = name;
    }

    @Override
    public String getLiteral() {
        return name();
    }

    @Override
    public @Nullable Schema getSchema() {
        return DSL.schema(DSL.name(schema));
    }

    @Override
    public String getName() {
        return "mood";
    }
}
