replace() {
    local number all=()
    production_of_eight
    for number in 1 2 3 4 5 6 7; do all+=("$(live "Equal $number" "00000000000$number")"); done
    account "${all[@]}" "$(marketing_live '{awsRegion: "us-east-1", version: 2, description: "Bucket"}')" \
        "$(live Legacy 999999999999 us-east-2 '{connectionId: "20240311101500000k2v9w0a7t5x3c1z8"}')"
    sed -i 's/us-east-2/us-east-1/' production/marketing.yaml
    patchbay apply production --auto-approve
    sed -i 's/us-east-1/us-east-2/' production/marketing.yaml
}

protected() { sed -i 's/ *awsRegion: us-east-2/&\n    protected: true/' production/marketing.yaml; }

# The same stack under the name that the recipes have, and another checkout beside this one.
checkouts() {
    sed -i '/protected/d' production/marketing.yaml
    mv production connections
    mkdir ../base
    cp -R connections ../base
    sed -i 's/us-east-2/us-east-1/' ../base/connections/marketing.yaml
}
