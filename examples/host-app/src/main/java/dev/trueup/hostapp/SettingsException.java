package dev.trueup.hostapp;

import java.util.List;

/** The environment is not one to start with. Whoever starts the app has to mend it. */
final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super("The host app cannot start:\n  " + String.join("\n  ", problems));
    }
}
