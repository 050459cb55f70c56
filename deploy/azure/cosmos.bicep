// The Cosmos DB account where reservations are kept (RESERVATION_STORE=cosmos), its database and containers, and
// the right of the server's identity to their data. How to deploy it: README.md beside this file.

@description('The account, whose name is part of a public address: 3 to 44 lower-case letters, digits and hyphens.')
@minLength(3)
@maxLength(44)
param accountName string

@description('The one region that writes. Two would each give the same car away, and both bookings would stand.')
param location string = resourceGroup().location

@description('The database: COSMOS_DATABASE.')
param databaseName string = 'rentacar-db'

@description('The object id (principal id) of the managed identity that the server runs as. Empty: no right is given.')
param principalId string = ''

@description('Refuse keys, so that only identities get in. Leave it false while `manage.py cosmos_init` or COSMOS_KEY is used.')
param disableLocalAuth bool = true

@description('Spread the region over its availability zones, where it has them.')
param zoneRedundant bool = false

@description('Pay by request instead of by reserved throughput.')
param serverless bool = false

@description('The most RU/s that the containers share, scaled down to a tenth of it. 0: a fixed 400 RU/s instead.')
param autoscaleMaxThroughput int = 1000

// The same list that the server is tested with: tests/reservations/repositories/cosmos/test_containers.py.
var containers = loadJsonContent('containers.json')
var dataContributor = '00000000-0000-0000-0000-000000000002'
var sharedThroughput = autoscaleMaxThroughput == 0 ? {
  throughput: 400
} : {
  autoscaleSettings: {
    maxThroughput: autoscaleMaxThroughput
  }
}

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: accountName
  location: location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // A write is guarded by its ETag, so a read that is a little behind costs a repetition, never a double booking.
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: zoneRedundant
      }
    ]
    enableMultipleWriteLocations: false
    capabilities: serverless ? [
      {
        name: 'EnableServerless'
      }
    ] : []
    disableLocalAuth: disableLocalAuth
    minimalTlsVersion: 'Tls12'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous7Days'
      }
    }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: account
  name: databaseName
  properties: {
    resource: {
      id: databaseName
    }
    options: serverless ? {} : sharedThroughput
  }
}

resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for each in containers: {
    parent: database
    name: each.name
    properties: {
      resource: {
        id: each.name
        partitionKey: {
          paths: [
            each.partitionKey
          ]
          kind: 'Hash'
          version: 2
        }
        indexingPolicy: each.indexingPolicy
      }
    }
  }
]

// A right to data, which no role of the portal's (Owner neither) brings with it.
resource access 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = if (!empty(principalId)) {
  parent: account
  name: guid(account.id, databaseName, principalId, dataContributor)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataContributor}'
    principalId: principalId
    scope: '${account.id}/dbs/${databaseName}'
  }
  dependsOn: [
    database
  ]
}

@description('COSMOS_ENDPOINT.')
output endpoint string = account.properties.documentEndpoint
