package dev.coppice.control.internal.schema;

import dev.coppice.control.SchemaScript;
import java.io.Reader;
import java.io.StringReader;
import org.flywaydb.core.api.resource.LoadableResource;

/** A script as Flyway wants to see it. */
final class ScriptResource extends LoadableResource {
    private final SchemaScript script;

    ScriptResource(SchemaScript script) {
        this.script = script;
    }

    @Override
    public Reader read() {
        return new StringReader(script.sql());
    }

    @Override
    public String getAbsolutePath() {
        return "dev/coppice/control/" + script.name();
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return getAbsolutePath();
    }

    @Override
    public String getFilename() {
        return script.name();
    }

    @Override
    public String getRelativePath() {
        return script.name();
    }
}
