package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.Scene;
import java.sql.SQLException;
import java.util.List;

/** The fragments before and after a batch. */
record FragmentScene(EachVerb verb, List<Item> items, KeptConnection admin) implements Scene {
    @Override
    public void prepare() throws SQLException {
        verb.prepare(admin, items);
    }

    @Override
    public String remains() throws SQLException {
        return Fragments.digest(admin);
    }
}
